"""Two locks, taken in two orders, wait for each other.

Each task holds what the other one needs, and nothing would ever
happen. A time limit finds it. When both take the locks in the same
order, it can not happen.
"""

import asyncio


async def transfer(name, first, second):
    async with first:
        print(f"{name}: has one lock")
        await asyncio.sleep(1)
        async with second:
            print(f"{name}: has both")


async def both(title, locks):
    print(f"main: {title}")
    try:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            for name, (first, second) in locks.items():
                job = transfer(name, first, second)
                group.create_task(job, name=name)
    except TimeoutError:
        print("main: nobody moves, I give up")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await both("two orders", {"A to B": (a, b), "B to A": (b, a)})
    await both("one order", {"A to B": (a, b), "B to A": (a, b)})


if __name__ == "__main__":
    asyncio.run(main())
