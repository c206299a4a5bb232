"""Wait for a lock, but not forever.

`acquire` has no timeout, and `asyncio.timeout` around `async with`
limits the wait and the work together. To limit the wait alone, acquire
the lock inside the timeout, and use it outside.
"""

import asyncio


async def print_page(lock, name, seconds):
    try:
        async with asyncio.timeout(1):
            await lock.acquire()
    except TimeoutError:
        print(f"{name}: the printer is busy")
        return
    try:
        print(f"{name}: prints")
        await asyncio.sleep(seconds)
    finally:
        lock.release()


async def main():
    lock = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        for name, seconds in ("long", 3), ("short", 1):
            job = print_page(lock, name, seconds)
            group.create_task(job, name=name)
        await asyncio.sleep(3)
        await print_page(lock, "again", 2)


if __name__ == "__main__":
    asyncio.run(main())
