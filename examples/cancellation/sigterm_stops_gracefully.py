# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it sends itself a signal"
# ///
"""On SIGTERM, finish the queued jobs, but within a time limit.

The signal handler only sets an event. `main` waits for it, gives
the worker 2 s to empty its queue, and then cancels the worker.
If the worker fails, the group propagates the error, and the program
ends. This script sends the signal to itself at 1.5 s.
"""

import asyncio
import signal


async def work(jobs):
    while True:
        number = await jobs.get()
        await asyncio.sleep(1)
        print(f"worker: job {number} done")
        jobs.task_done()


async def main():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.call_later(1.5, signal.raise_signal, signal.SIGTERM)
    jobs = asyncio.Queue()
    for number in 1, 2, 3, 4, 5:
        jobs.put_nowait(number)

    async with asyncio.TaskGroup() as group:
        worker = group.create_task(work(jobs), name="worker")
        await stop.wait()
        print("main: SIGTERM, 2 s left for the jobs")
        try:
            async with asyncio.timeout(2):
                await jobs.join()
        except TimeoutError:
            print(f"main: time is up, {jobs.qsize()} job never started")
        worker.cancel()
    print("main: the worker is gone")


if __name__ == "__main__":
    asyncio.run(main())
