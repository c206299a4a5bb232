"""Find where a program hangs: ask each task where it is waiting.

`all_tasks` returns every task that is not done. A waiting task is a
chain of coroutines: each knows its line and what it awaits. The
object that `async for` awaits does not name its generator, so
`gc.get_referents` finds the generator. The chain ends where the task
waits, at an object with an `__await__` of its own, or at `anext`
with a default.
"""

import asyncio
import gc
import inspect


def frames(task):
    part = task.get_coro()
    while part is not None:
        if inspect.iscoroutine(part):
            yield part.cr_frame
            part = part.cr_await
        elif inspect.isasyncgen(part):
            yield part.ag_frame
            part = part.ag_await
        else:  # a future, or one step of an async generator
            inside = filter(inspect.isasyncgen, gc.get_referents(part))
            part = next(inside, None)


def show_tasks():
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in sorted(others, key=asyncio.Task.get_name):
        print(f"{task.get_name()} waits:")
        for frame in frames(task):
            if frame.f_globals is globals():  # a line of this script
                function = frame.f_code.co_name
                print(f"  {function}() in line {frame.f_lineno}")


async def bake(shelf):
    for number in 1, 2, 3:
        await asyncio.sleep(0.5)
        await put_on(shelf, f"bread {number}")


async def put_on(shelf, bread):
    await shelf.put(bread)


async def deliveries(announced):
    await announced.wait()
    yield "flour"


async def open_shop(announced):
    async for delivery in deliveries(announced):
        print(f"shop: {delivery}")


async def main():
    shelf, announced = asyncio.Queue(2), asyncio.Event()
    tasks = [
        asyncio.create_task(open_shop(announced), name="shop"),
        asyncio.create_task(bake(shelf), name="baker"),
        asyncio.create_task(asyncio.sleep(1), name="cat"),
    ]
    await asyncio.sleep(3)
    show_tasks()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


if __name__ == "__main__":
    asyncio.run(main())
