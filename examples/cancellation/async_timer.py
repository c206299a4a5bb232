"""Three endless clocks, stopped by one timeout.

Each clock is a task in a `TaskGroup` and ticks forever.
`asyncio.timeout` limits the group. When the time is up, the timeout
cancels the block, the group cancels its clocks, and `TimeoutError` is
raised.
"""

import asyncio
import itertools


async def clock(name, interval):
    for tick in itertools.count(1):
        await asyncio.sleep(interval)
        print(f"{name}: tick {tick}")


async def main(limit=5):
    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for name, interval in ("A", 1.5), ("B", 2), ("C", 3.5):
                group.create_task(clock(name, interval), name=name)
    except TimeoutError:
        print(f"main: all clocks stopped after {limit} s")


if __name__ == "__main__":
    asyncio.run(main())
