"""A task starts when its maker waits, not when it is made.

`create_task` only puts the task into the queue of the loop. From then
on it needs nobody: it runs and ends when it is done. To await it later
is to collect its result.
"""

import asyncio


async def job(seconds):
    name = asyncio.current_task().get_name()
    print(f"{name}: starts")
    await asyncio.sleep(seconds)
    print(f"{name}: ends")
    return seconds


async def main():
    slow = asyncio.create_task(job(2), name="slow")
    quick = asyncio.create_task(job(1), name="quick")
    print("main: has made both and goes on")
    await asyncio.sleep(0.5)
    print("main: awaits slow, then quick")
    print(f"main: slow took {await slow} s")
    print(f"main: quick took {await quick} s")


if __name__ == "__main__":
    asyncio.run(main())
