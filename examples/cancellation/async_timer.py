# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# varies = ["\\d+\\.\\d s"]
# ///
"""Four endless clocks and one time limit.

Each clock is a task in a `TaskGroup` and ticks for ever.
Around the group stands `asyncio.timeout`. When the time is up, it
cancels the block, the group cancels its clocks, and `TimeoutError`
comes out.
"""

import asyncio
import random


async def clock(number, start):
    loop = asyncio.get_running_loop()
    pauses = random.Random(number)  # its own seed: the same every run
    # Whole pauses from fifths of a second: no two clocks ever tie.
    await asyncio.sleep(number / 5)
    while True:
        print(f"clock {number} shows {loop.time() - start:.1f} s")
        await asyncio.sleep(pauses.randint(1, 3))


async def main(limit=6):
    start = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for number in 1, 2, 3, 4:
                name = f"clock {number}"
                group.create_task(clock(number, start), name=name)
    except TimeoutError:
        print(f"all clocks stopped after {limit} s")


if __name__ == "__main__":
    asyncio.run(main())
