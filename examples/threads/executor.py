# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# dev_stderr = ["Executing <Task .*name='slow'.* took .* seconds"]
# ///
"""Move a blocking function into a thread.

Four small tasks chat while one slow function works for two seconds.
Called on the event loop it silences everybody. `asyncio.to_thread` runs
it in a worker thread of the loop's executor, and the chat goes on.
`--mode loop` and `--mode thread` show only one of the two.
"""

import argparse
import asyncio
import sys
import time


def slow_function(seconds):
    time.sleep(seconds)  # stands for any call that does not await
    return f"{seconds} s of work"


async def slow_task(mode):
    await asyncio.sleep(1)
    print("  slow: starts")
    if mode == "loop":
        result = slow_function(2)  # no other task can run meanwhile
    else:
        result = await asyncio.to_thread(slow_function, 2)
    print(f"  slow: done, {result}")


async def small_task(number, pause):
    for turn in 1, 2, 3:
        await asyncio.sleep(pause)
        print(f"  small {number}: turn {turn}")


async def main(modes=("loop", "thread")):
    for mode in modes:
        print(f"Where the slow function runs: {mode}")
        async with asyncio.TaskGroup() as group:
            # With these pauses no two tasks wake at the same moment.
            for number, pause in enumerate((0.7, 0.8, 0.9, 1.1), 1):
                name = f"small {number}"
                group.create_task(small_task(number, pause), name=name)
            group.create_task(slow_task(mode), name="slow")


if __name__ == "__main__":
    try:
        # Without its usage lines argparse complains in a single line.
        parser = argparse.ArgumentParser(usage=argparse.SUPPRESS)
        parser.add_argument("--mode", choices=["loop", "thread"])
        mode = parser.parse_args().mode
        asyncio.run(main([mode]) if mode else main())
    except KeyboardInterrupt:
        print("executor.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
