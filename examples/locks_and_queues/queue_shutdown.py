# /// script
# requires-python = ">=3.13"
# ///
"""Shut a queue down, so that its workers end by themselves.

After `shutdown`, nothing more can be put in. The workers still get what
is in the queue; once it is empty, `get` raises `QueueShutDown`.
Nothing has to be cancelled.
"""

import asyncio
import sys


async def work(jobs, name, duration):
    try:
        while True:
            number = await jobs.get()
            await asyncio.sleep(duration)
            print(f"{name}: job {number} done")
    except asyncio.QueueShutDown:
        print(f"{name}: no more jobs")


async def main():
    jobs = asyncio.Queue()
    for number in range(1, 6):
        jobs.put_nowait(number)
    async with asyncio.TaskGroup() as group:
        for name, duration in ("fast", 1), ("slow", 2.5):
            group.create_task(work(jobs, name, duration), name=name)
        await asyncio.sleep(0.5)
        jobs.shutdown()
        print(f"shut down, {jobs.qsize()} jobs in the queue")
        try:
            await jobs.put(6)
        except asyncio.QueueShutDown:
            print("job 6 refused")


if __name__ == "__main__":
    if sys.version_info < (3, 13):
        sys.exit("queue_shutdown.py: needs Python 3.13 or newer")
    asyncio.run(main())
