# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# dev_stderr = [
#   "Executing <Task .*coro=<job.* took .* seconds",
#   "Executing <Task .*coro=<job.* took .* seconds",
#   "Executing <Task .*coro=<job.* took .* seconds",
#   "Executing <Task .*coro=<job.* took .* seconds",
#   "Executing <Task .*coro=<job.* took .* seconds",
#   "Executing <Task .*coro=<job.* took .* seconds",
# ]
# ///
"""Measure how late the event loop is.

`watch` sleeps for a second, and then compares the loop's clock with the
time at which it should have woken up. A long step makes it late, and so
do many short ones that are ready at the same time.
"""

import asyncio
import time


async def watch(interval=1, limit=0.1):
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + interval
        await asyncio.sleep(interval)
        late = clock() - due
        if late > limit:
            count = len(asyncio.all_tasks())
            print(f"watch: {late:.1f} s late, {count} tasks")


def parse(seconds):
    time.sleep(seconds)  # stands for any code without an await


async def job(start, seconds):
    await asyncio.sleep(start)
    parse(seconds)


async def main():
    async with asyncio.TaskGroup() as group:
        watcher = group.create_task(watch(), name="watch")
        group.create_task(job(1.5, seconds=1), name="long step")
        for number in range(1, 6):
            short = job(4, seconds=0.2)
            group.create_task(short, name=f"short step {number}")
        await asyncio.sleep(6)
        watcher.cancel()
    print("main: all jobs are done")


if __name__ == "__main__":
    asyncio.run(main())
