"""Use the first good answer and cancel the other tasks.

`wait` with `FIRST_COMPLETED` returns as soon as one task is done, with
a result or without. After an `OSError`, the `while` loop waits for the
next mirror. The group waits until the other tasks have ended.
"""

import asyncio


async def ask(mirror, seconds):
    try:
        await asyncio.sleep(seconds)
        if mirror == "south":
            raise ConnectionError("no answer")
    except asyncio.CancelledError:
        print(f"{mirror}: cancelled")
        raise
    except OSError as error:
        print(f"{mirror}: {error}")
        return None
    return f"a file from {mirror}"


async def first_answer(mirrors):
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(ask(mirror, seconds), name=mirror)
            for mirror, seconds in mirrors.items()
        ]
        pending = tasks
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            answers = [task.result() for task in done if task.result()]
            if answers:
                for task in pending:
                    task.cancel()
                return answers[0]
    return None


async def main():
    mirrors = {"north": 3, "south": 1, "west": 2}
    print(f"main: {await first_answer(mirrors)}")


if __name__ == "__main__":
    asyncio.run(main())
