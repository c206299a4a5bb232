"""Go on together.

Each runner needs another time to the line. The barrier holds all of
them until the third one has come, and lets them go at one moment.
"""

import asyncio


async def run(barrier, name, warm_up, lap):
    await asyncio.sleep(warm_up)
    print(f"{name}: at the line")
    await barrier.wait()
    print(f"{name}: runs")
    await asyncio.sleep(lap)
    print(f"{name}: finished")


async def main():
    barrier = asyncio.Barrier(3)
    runners = [("red", 1, 2), ("green", 3, 1), ("blue", 2, 1.5)]
    async with asyncio.TaskGroup() as group:
        for name, warm_up, lap in runners:
            runner = run(barrier, name, warm_up, lap)
            group.create_task(runner, name=name)


if __name__ == "__main__":
    asyncio.run(main())
