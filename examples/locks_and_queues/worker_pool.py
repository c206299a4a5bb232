"""Two workers share any number of jobs.

`join` waits until each job put into the queue has been reported with
`task_done`. After that, every worker waits for a job that never comes,
and can be cancelled.
"""

import asyncio


async def work(jobs, name):
    while True:
        number, duration = await jobs.get()
        try:
            await asyncio.sleep(duration)
            print(f"{name}: job {number} done")
        finally:
            jobs.task_done()


async def main():
    jobs = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        workers = [
            group.create_task(work(jobs, name), name=name)
            for name in ("worker A", "worker B")
        ]
        for job in enumerate([2, 3, 2, 2.5, 1, 1], start=1):
            await jobs.put(job)
        await jobs.join()
        for worker in workers:
            worker.cancel()
    print("all jobs are done, the workers have ended")


if __name__ == "__main__":
    asyncio.run(main())
