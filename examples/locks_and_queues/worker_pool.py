"""Two workers, a short queue, any number of jobs.

The queue holds two jobs. When it is full, `put` waits, so the jobs are
never in memory all at once. `join` waits until each job that was put
has been reported done; then nobody needs the workers any more.
"""

import asyncio


async def work(jobs, name):
    while True:
        number, duration = await jobs.get()
        await asyncio.sleep(duration)
        print(f"{name}: job {number} done")
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
            print(f"main: job {job[0]} in the queue")
        await jobs.join()
        print("main: all jobs are done")
        for worker in workers:
            worker.cancel()
    print("main: the workers are gone")


if __name__ == "__main__":
    asyncio.run(main())
