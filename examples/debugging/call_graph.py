# /// script
# requires-python = ">=3.14"
# ///
"""Ask which tasks are waiting for a task.

In the graph from `capture_call_graph`, `call_stack` says where the task
waits, innermost function first. `awaited_by` says which tasks await it,
which tasks await those, and so on up to `main`.
`print_call_graph` prints the same with file names and line numbers.
"""

import asyncio
import sys


def show(graph, depth=0):
    functions = [
        entry.frame.f_code.co_name
        for entry in graph.call_stack
        if entry.frame.f_globals is globals()  # of this script
    ]
    name = graph.future.get_name()
    chain = ", called by ".join(functions)
    print("  " * depth + f"{name} is in {chain}")
    for waiter in graph.awaited_by:
        show(waiter, depth + 1)


async def preheat(oven):
    await oven.wait()


async def bake(oven):
    await preheat(oven)


async def breakfast(oven):
    async with asyncio.TaskGroup() as group:
        group.create_task(bake(oven), name="bread")
        group.create_task(asyncio.sleep(1), name="tea")


async def watch(oven):
    await asyncio.sleep(2)
    for task in asyncio.all_tasks():
        if task.get_name() == "bread":
            show(asyncio.capture_call_graph(task))
    oven.set()


async def main():
    asyncio.current_task().set_name("main")
    async with asyncio.TaskGroup() as group:
        oven = asyncio.Event()
        group.create_task(watch(oven), name="watcher")
        await group.create_task(breakfast(oven), name="breakfast")


if __name__ == "__main__":
    if sys.version_info < (3, 14):
        sys.exit("call_graph.py: needs Python 3.14 or newer")
    asyncio.run(main())
