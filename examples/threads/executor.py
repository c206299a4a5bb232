# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# dev_stderr = ["Executing <Task .*name='slow'.* took .* seconds"]
# ///
"""Compare a blocking call on the event loop with one in a thread.

Four small tasks print lines while one slow function works for two
seconds. Called directly, the slow function blocks the event loop, and
every small task freezes. In a worker thread, it runs alongside them.
"""

import asyncio
import time


def slow_function(seconds):
    time.sleep(seconds)  # stands for any call that blocks
    return f"{seconds} s of work"


async def slow_task(where):
    await asyncio.sleep(1)
    print("  slow: starts")
    if where == "on the event loop":
        result = slow_function(2)  # no other task can run
    else:
        result = await asyncio.to_thread(slow_function, 2)
    print(f"  slow: done, {result}")


async def small_task(number, pause):
    for turn in 1, 2, 3:
        await asyncio.sleep(pause)
        print(f"  small {number}: turn {turn}")


async def main():
    for where in "on the event loop", "in a thread":
        print(f"The slow function runs {where}:")
        async with asyncio.TaskGroup() as group:
            # With these pauses no two tasks wake at the same moment.
            for number, pause in enumerate((0.7, 0.8, 0.9, 1.1), 1):
                name = f"small {number}"
                group.create_task(small_task(number, pause), name=name)
            group.create_task(slow_task(where), name="slow")


if __name__ == "__main__":
    asyncio.run(main())
