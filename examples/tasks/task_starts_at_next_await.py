"""A task starts when its creator waits, not when it is created.

`create_task` only puts the task in the event loop's queue. Once it has
started, it runs by itself. Awaiting it later returns its result.
"""

import asyncio


async def job(name, seconds):
    print(f"{name}: starts")
    await asyncio.sleep(seconds)
    print(f"{name}: ends")
    return seconds


async def main():
    slow = asyncio.create_task(job("slow", 2), name="slow")
    quick = asyncio.create_task(job("quick", 1), name="quick")
    print("main: has created both")
    print(f"main: slow took {await slow} s")
    print(f"main: quick took {await quick} s")


if __name__ == "__main__":
    asyncio.run(main())
