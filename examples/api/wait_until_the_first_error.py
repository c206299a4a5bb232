"""Stop at the first error, undo a cancellation, or read a deadline.

`wait` with `FIRST_EXCEPTION` returns as soon as a task fails, and you
decide what happens to the others. `uncancel` is for code that has
handled a cancellation and goes on, as `asyncio.timeout` does. `when`
returns the deadline of a timeout.
"""

import asyncio


async def copy(name, seconds):
    await asyncio.sleep(seconds)
    if name == "b":
        raise OSError(f"cannot copy {name}")
    return name


async def copy_all(names):
    tasks = [
        asyncio.create_task(copy(name, number), name=name)
        for number, name in enumerate(names, start=1)
    ]
    try:
        done, _ = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_EXCEPTION
        )
        print("done:", sorted(task.get_name() for task in done))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, return_when=asyncio.ALL_COMPLETED)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            raise error


async def skip_when_told(seconds):
    """Once it runs, `task.cancel("skip")` ends it without an error."""
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError as error:
        if error.args != ("skip",):
            raise
        left = asyncio.current_task().uncancel()
        print(f"skipped, {left} requests to cancel left")
        if left:
            raise  # something else cancels the task, too


async def main():
    loop = asyncio.get_running_loop()
    try:
        await copy_all("abc")
    except OSError as error:
        print(error)
    task = asyncio.create_task(skip_when_told(9))
    loop.call_later(1, task.cancel, "skip")
    await task
    try:
        async with asyncio.timeout(1) as limit:
            print(f"{limit.when() - loop.time():.0f} s left")
            await asyncio.sleep(9)
    except TimeoutError:
        print("time is up")


if __name__ == "__main__":
    asyncio.run(main())
