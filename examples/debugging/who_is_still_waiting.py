"""Find where a program hangs: ask each task where it is waiting.

`all_tasks` returns every task that is not done. A waiting task is a
chain of coroutines: each knows its line and, in `cr_await`, what it
awaits. The end of the chain is the line where the task waits.
"""

import asyncio


def places(task):
    coroutine = task.get_coro()
    while hasattr(coroutine, "cr_await"):
        frame = coroutine.cr_frame
        if frame.f_globals is globals():  # a line of this script
            yield f"{coroutine.__name__}() in line {frame.f_lineno}"
        coroutine = coroutine.cr_await


async def bake(shelf):
    for number in 1, 2, 3:
        await asyncio.sleep(0.5)
        await put_on(shelf, f"bread {number}")


async def put_on(shelf, bread):
    await shelf.put(bread)


async def open_shop(delivered):
    await delivered.wait()


async def main():
    shelf, delivered = asyncio.Queue(2), asyncio.Event()
    tasks = [
        asyncio.create_task(open_shop(delivered), name="shop"),
        asyncio.create_task(bake(shelf), name="baker"),
        asyncio.create_task(asyncio.sleep(1), name="cat"),
    ]
    await asyncio.sleep(3)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in sorted(others, key=asyncio.Task.get_name):
        print(f"{task.get_name()} waits:", *places(task), sep="\n  ")

    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


if __name__ == "__main__":
    asyncio.run(main())
