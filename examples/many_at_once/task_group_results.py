"""Keep the tasks of a group, and read their results after the block.

At the end of the block, `main` waits until every task is done.
After that, each task has its result, and you can read the results in
any order, here in the order of the dictionary.
"""

import asyncio


async def measure(city, seconds):
    await asyncio.sleep(seconds)
    print(f"{city}: measured")
    return 20 - 5 * seconds


async def main():
    tasks = {}
    async with asyncio.TaskGroup() as group:
        for city, seconds in ("Oslo", 3), ("Rome", 1), ("Bonn", 2):
            task = group.create_task(measure(city, seconds), name=city)
            tasks[city] = task
        print("main: at the end of the block")
    print("main: after the block")
    for city, task in tasks.items():
        print(f"main: {task.result()} degrees in {city}")


if __name__ == "__main__":
    asyncio.run(main())
