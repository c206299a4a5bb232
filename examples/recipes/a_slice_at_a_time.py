"""Work through a long list, a slice at a time.

A task for each of a million items costs memory before the first one is
done. Each slice of the list gets a task group of its own: the next
slice starts when the slowest task of this one is done.
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
