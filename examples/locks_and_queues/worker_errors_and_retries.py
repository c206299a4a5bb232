"""One bad job does not stop the workers.

A worker tries each job up to three times, with exponential backoff
and jitter, and stores the result or the last error. It catches the
error that it expects and no other.
"""

import asyncio
import random

FAILURES = {"flaky": 1, "broken": 99}  # how often each job fails


async def download(job):
    await asyncio.sleep(1)  # stands in for the request
    if FAILURES.get(job, 0) > 0:
        FAILURES[job] -= 1
        raise ConnectionError("no answer")
    return "ok"


async def attempt(job, tries=3):
    for number in range(1, tries + 1):
        try:
            return await download(job)
        except ConnectionError as error:
            print(f"{job}: attempt {number} failed")
            if number == tries:
                return error
        await asyncio.sleep(2**number + random.random())


async def work(jobs, results):
    while not jobs.empty():
        job = jobs.get_nowait()
        results[job] = await attempt(job)


async def main():
    jobs, results = asyncio.Queue(), {}
    for job in "good", "flaky", "broken", "fine":
        jobs.put_nowait(job)
    async with asyncio.TaskGroup() as group:
        for name in "worker A", "worker B":
            group.create_task(work(jobs, results), name=name)
    for job, result in results.items():
        print(f"{job}: {result!r}")


if __name__ == "__main__":
    random.seed(1)  # the same delays in every run
    asyncio.run(main())
