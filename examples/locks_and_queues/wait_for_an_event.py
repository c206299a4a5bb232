"""Wait until something has happened.

`set` wakes every task that waits for the event. A task that comes
later does not wait at all, because the event stays set.
"""

import asyncio


async def work(ready, name):
    await ready.wait()
    print(f"{name} begins")


async def main():
    ready = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(work(ready, "one"), name="one")
        group.create_task(work(ready, "two"), name="two")
        await asyncio.sleep(1)
        print("ready")
        ready.set()
        await asyncio.sleep(1)
        group.create_task(work(ready, "late"), name="late")


if __name__ == "__main__":
    asyncio.run(main())
