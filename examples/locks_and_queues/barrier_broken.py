"""A task that gives up keeps all the others waiting.

Red is cancelled at the line. The barrier counts one fewer and waits
for a third task again. `abort` ends the others' wait with an error.
"""

import asyncio


async def run(barrier, name, warm_up):
    await asyncio.sleep(warm_up)
    print(f"{name}: at the line")
    try:
        await barrier.wait()
    except asyncio.BrokenBarrierError:
        print(f"{name}: the race is off")


async def main():
    barrier = asyncio.Barrier(3)
    async with asyncio.TaskGroup() as group:
        red = group.create_task(run(barrier, "red", 1), name="red")
        for name, warm_up in ("blue", 2), ("green", 3):
            group.create_task(run(barrier, name, warm_up), name=name)
        await asyncio.sleep(1.5)
        red.cancel()
        await asyncio.sleep(2)
        print(f"{barrier.n_waiting} of {barrier.parties} are waiting")
        await barrier.abort()


if __name__ == "__main__":
    asyncio.run(main())
