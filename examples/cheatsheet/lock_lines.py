"""Use locks, semaphores, events, conditions and barriers.

These lines are on the cheat sheet. An object that a task has waited
for works only in that task's loop; a new loop needs new objects.
"""

import asyncio

lock = asyncio.Lock()
semaphore = asyncio.Semaphore(10)
event = asyncio.Event()
condition = asyncio.Condition()
barrier = asyncio.Barrier(2)
items = []


async def change():
    async with lock:
        await asyncio.sleep(1)
        print("change: nothing else held the lock")


async def fetch():
    async with semaphore:
        await asyncio.sleep(1)
        print("fetch: one of at most 10")


async def wait_for_event():
    await event.wait()
    print(f"waiter: is_set={event.is_set()}")


async def consume():
    async with condition:
        await condition.wait_for(lambda: items)
        print(f"consume: {items.pop()}")


async def produce():
    async with condition:
        items.append("an item")
        condition.notify_all()


async def meet(name):
    await barrier.wait()
    print(f"{name}: goes on with the other")


async def main():
    async with asyncio.TaskGroup() as group:
        for work in change(), fetch(), wait_for_event(), consume():
            group.create_task(work)
        group.create_task(meet("left"))
        await asyncio.sleep(2)
        event.set()
        await produce()
        group.create_task(meet("right"))
    event.clear()


if __name__ == "__main__":
    asyncio.run(main())
