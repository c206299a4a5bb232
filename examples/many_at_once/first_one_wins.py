"""Take the first answer and cancel the others.

`wait` ends with the first task that is done and gives two sets, done
and pending. It cancels nothing, so you do, and wait until they are
gone. It takes tasks only.
"""

import asyncio


async def ask(mirror, seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{mirror}: cancelled")
        raise
    return f"a file from {mirror}"


async def main():
    tasks = [
        asyncio.create_task(ask(mirror, seconds), name=mirror)
        for mirror, seconds in (("north", 3), ("south", 1), ("west", 2))
    ]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    print(f"main: {done.pop().result()}, pending: {len(pending)}")
    for task in tasks:
        task.cancel()  # does nothing to the one that is done
    await asyncio.gather(*tasks, return_exceptions=True)

    coroutine = ask("east", 1)
    try:
        await asyncio.wait([coroutine])
    except TypeError as error:
        print(f"main: {error}")
        coroutine.close()


if __name__ == "__main__":
    asyncio.run(main())
