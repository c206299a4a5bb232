"""Sleep until the next tick, not for a period.

Each job takes 1 s and should start every 2 s. `drifting` sleeps for
2 s after each job. `steady` looks at the loop's clock and sleeps for
the time that is left.
"""

import asyncio


def tick(name, start):
    passed = asyncio.get_running_loop().time() - start
    print(f"{name}: job begins after {passed:.0f} s")


async def drifting(start):
    for _ in range(3):
        tick("drifting", start)
        await asyncio.sleep(1)
        await asyncio.sleep(2)


async def steady(start):
    loop = asyncio.get_running_loop()
    for number in 1, 2, 3:
        tick("steady", start)
        await asyncio.sleep(1)
        await asyncio.sleep(start + 2 * number - loop.time())


async def main():
    start = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        group.create_task(drifting(start), name="drifting")
        group.create_task(steady(start), name="steady")


if __name__ == "__main__":
    asyncio.run(main())
