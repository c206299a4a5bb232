"""Reject work while too much is running (load shedding).

`async with semaphore` waits for a free place. To answer "busy" instead
of waiting, call `locked` first. Where `async with` does not
fit, such as for a lock with a timeout, call `acquire` and `release`. A
bounded semaphore raises `ValueError` for one `release` too many.
"""

import asyncio


async def handle(name, places):
    if places.locked():
        print(f"{name}: busy, try again later")
        return
    async with places:
        print(f"{name}: at work")
        await asyncio.sleep(1)


async def only_if_soon(lock, seconds):
    """Work with the lock, or give up after `seconds` seconds."""
    try:
        async with asyncio.timeout(seconds):
            await lock.acquire()
    except TimeoutError:
        print(f"no lock within {seconds} s, {lock.locked()=}")
        return
    try:
        print("has the lock")
        await asyncio.sleep(2)
    finally:
        lock.release()


async def main():
    places = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as group:
        for name in "Ada", "Ben", "Eve":
            group.create_task(handle(name, places), name=name)
    lock = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(only_if_soon(lock, 1), name="first")
        group.create_task(only_if_soon(lock, 1), name="second")

    places = asyncio.BoundedSemaphore(1)
    await places.acquire()
    places.release()
    try:
        places.release()
    except ValueError as error:
        print(error)


if __name__ == "__main__":
    asyncio.run(main())
