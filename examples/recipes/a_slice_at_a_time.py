"""Work through a long list, a slice at a time.

Creating a million tasks takes a lot of memory before the first one is
done. Here, each slice of the list has its own task group, and the next
slice starts when the slowest task of the previous one is done.
"""

import asyncio


async def resize(number):
    await asyncio.sleep(0.5 * (number % 3))
    return f"{number}.png"


async def main():
    numbers = range(1, 9)
    done = []
    for start in range(0, len(numbers), 3):
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(resize(number))
                for number in numbers[start : start + 3]
            ]
        names = [task.result() for task in tasks]
        print(f"slice: {names}")
        done += names
    print(f"{len(done)} pictures")


if __name__ == "__main__":
    asyncio.run(main())
