"""Wait for a condition without `wait_for`, and reset a barrier.

`wait` releases the lock, waits for a notification, and acquires the
lock again. Another task may have been faster, so a `while` loop checks
the condition again. After `reset`, a barrier can be used again; tasks
that were waiting get `BrokenBarrierError`.
"""

import asyncio


async def eat(name, table, plates):
    await table.acquire()
    try:
        while not plates:
            await table.wait()
        print(f"{name} eats {plates.pop()}")
    finally:
        table.release()


async def meet(name, barrier):
    try:
        await barrier.wait()
        print(f"{name} has met the others")
    except asyncio.BrokenBarrierError:
        print(f"{name} goes home, {barrier.broken=}")


async def main():
    table, plates = asyncio.Condition(), []
    async with asyncio.TaskGroup() as group:
        for name in "Ada", "Ben":
            group.create_task(eat(name, table, plates), name=name)
        for plate in "soup", "rice":
            await asyncio.sleep(1)
            async with table:
                print(f"{plate} is ready, {table.locked()=}")
                plates.append(plate)
                table.notify()  # wakes one waiting task

    barrier = asyncio.Barrier(2)
    async with asyncio.TaskGroup() as group:
        group.create_task(meet("Ada", barrier), name="Ada")
        await asyncio.sleep(1)
        await barrier.reset()  # Ben is not coming
    async with asyncio.TaskGroup() as group:
        for name in "Ada", "Ben":
            group.create_task(meet(name, barrier), name=name)


if __name__ == "__main__":
    asyncio.run(main())
