"""Start tasks, look at them, and keep them.

These lines of the cheat sheet are about tasks.
"""

import asyncio

background = set()


async def fetch(url, seconds=1):
    await asyncio.sleep(seconds)
    return f"page of {url}"


def look_at(task):
    print(f"main: {task.get_name()} is done: {task.done()}")
    if task.done() and not task.cancelled():
        print(f"main: {task.exception()}, {task.result()}")


async def main():
    task = asyncio.create_task(fetch("a.example"), name="fetch a")
    look_at(task)
    result = await task
    print(f"main: {result}")
    look_at(task)

    task = asyncio.create_task(fetch("b.example", 3), name="fetch b")
    background.add(task)
    task.add_done_callback(background.discard)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(fetch("c.example"))
    print(f"main: {task.result()}")

    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        print(f"main: {task.get_name()} still runs")


if __name__ == "__main__":
    asyncio.run(main())
