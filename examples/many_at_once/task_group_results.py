"""Keep the tasks of a group, and read their results after the block.

The end of the block waits for all tasks. Then each has a result, and
you read them in the order that you like, here that of the dictionary.
"""

import asyncio


async def measure(city, seconds):
    await asyncio.sleep(seconds)
    print(f"{city}: has answered")
    return 20 - 5 * seconds


async def main():
    tasks = {}
    async with asyncio.TaskGroup() as group:
        for city, seconds in ("Oslo", 3), ("Rome", 1), ("Bonn", 2):
            task = group.create_task(measure(city, seconds), name=city)
            tasks[city] = task
        print("main: is at the end of the block")
    print("main: is behind the block")
    for city, task in tasks.items():
        print(f"main: {city} has {task.result()} degrees")


if __name__ == "__main__":
    asyncio.run(main())
