# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a profiler measures the processor's work"
# ///
"""Find out with cProfile which function computes for too long.

`tottime` is the time spent in a function itself, not in the functions
that it calls. In cProfile's table, the time of an `await` is in the
row of the loop's selector, such as `poll`, and a blocking call, such
as `time.sleep`, has a row of its own. Of the other rows, the one with
the highest `tottime` is the first suspect when the loop is blocked.
"""

import asyncio
import cProfile
import pstats
import time
from pathlib import Path


def parse(text):
    total = 0
    for sign in text * 20_000:
        total += ord(sign)
    return total


async def handle(number):
    await asyncio.sleep(0.1)
    parse(f"order {number}")


async def main():
    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(handle(number))


if __name__ == "__main__":
    with cProfile.Profile(time.perf_counter) as profile:
        asyncio.run(main(), debug=False)
    stats = pstats.Stats(profile).get_stats_profile()
    own = [
        (found.tottime, name, found.ncalls)
        for name, found in stats.func_profiles.items()
        if Path(found.file_name).name == Path(__file__).name
    ]
    seconds, name, calls = max(own)
    print(f"computes most: {name}, called {calls} times")
    print(f"took between 1 ms and 5 s: {0.001 < seconds < 5}")
