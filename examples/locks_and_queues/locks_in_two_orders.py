"""A deadlock: two tasks acquire two locks in different orders.

Each task holds the lock that the other one needs, so neither can ever
continue. A timeout reveals the deadlock. If both acquire the locks in
the same order, this cannot happen.
"""

import asyncio


async def transfer(name, first, second):
    async with first:
        print(f"{name}: has one lock")
        await asyncio.sleep(1)
        async with second:
            print(f"{name}: has both")


async def run_both(locks):
    try:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            for name, (first, second) in locks.items():
                job = transfer(name, first, second)
                group.create_task(job, name=name)
    except TimeoutError:
        print("deadlock: timed out after 5 s")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    print("two orders")
    await run_both({"A to B": (a, b), "B to A": (b, a)})
    print("one order")
    await run_both({"A to B": (a, b), "B to A": (a, b)})


if __name__ == "__main__":
    asyncio.run(main())
