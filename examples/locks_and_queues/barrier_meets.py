"""Let several tasks continue together.

Each runner takes a different amount of time to reach the line. The
barrier holds all of them until the third one has arrived, and lets
them go at the same moment.
"""

import asyncio


async def run(barrier, name, warm_up):
    await asyncio.sleep(warm_up)
    print(f"{name}: at the line")
    await barrier.wait()
    print(f"{name}: runs")


async def main():
    barrier = asyncio.Barrier(3)
    async with asyncio.TaskGroup() as group:
        for name, warm_up in ("red", 1), ("green", 3), ("blue", 2):
            group.create_task(run(barrier, name, warm_up), name=name)


if __name__ == "__main__":
    asyncio.run(main())
