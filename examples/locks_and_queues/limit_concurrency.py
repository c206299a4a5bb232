"""Run at most two jobs at a time.

All five jobs exist from the start. The semaphore lets two of them in,
and each one that leaves lets the next one in.
"""

import asyncio


async def work(semaphore, number, duration):
    async with semaphore:
        print(f"job {number} starts")
        await asyncio.sleep(duration)
        print(f"job {number} is done")


async def main():
    semaphore = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as group:
        for number, duration in enumerate([2, 3, 2, 2, 1.5], start=1):
            job = work(semaphore, number, duration)
            group.create_task(job, name=f"job {number}")


if __name__ == "__main__":
    asyncio.run(main())
