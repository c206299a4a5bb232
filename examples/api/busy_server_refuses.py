"""Refuse requests when busy, instead of letting them wait.

`async with semaphore` waits for a place. A service that would rather
say "busy" asks `locked()` first. Where `async with` does not fit,
`acquire` and `release` take and give back by hand. A bounded semaphore
notices one `release` too many.
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
    """Take the lock within some seconds, or do without."""
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
