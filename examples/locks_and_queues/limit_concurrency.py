"""Let no more than two work at once.

A semaphore is a counter with a door. Five jobs start together, two of
them get in, and each that leaves lets the next one in.
"""

import asyncio


async def work(semaphore, inside, number, duration):
    async with semaphore:
        inside.append(number)
        print(f"job {number}: comes in, inside are {inside}")
        await asyncio.sleep(duration)
        inside.remove(number)


async def main():
    semaphore = asyncio.Semaphore(2)
    inside = []
    async with asyncio.TaskGroup() as group:
        for number, duration in enumerate([2, 3, 2, 2, 1.5], start=1):
            job = work(semaphore, inside, number, duration)
            group.create_task(job, name=f"job {number}")
    print(f"main: all done, inside are {inside}")


if __name__ == "__main__":
    asyncio.run(main())
