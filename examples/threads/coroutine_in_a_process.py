# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "another process runs an event loop of its own"
# ///
"""Run a coroutine in another process, with its own event loop.

A pool calls plain functions. An `async def` function would only create
a coroutine, and a coroutine cannot be sent from process to process.
So pass the pool a plain function that calls `asyncio.run`.
"""

import asyncio
import os
import pickle
from concurrent.futures import ProcessPoolExecutor


async def job():
    await asyncio.sleep(0.5)
    return os.getpid()


def run_job():
    return asyncio.run(job())


async def main(pool):
    loop = asyncio.get_running_loop()
    pid = await loop.run_in_executor(pool, run_job)
    print("ran in another process:", pid != os.getpid())

    coroutine = job()
    try:
        pickle.dumps(coroutine)  # what a pool does with each result
    except TypeError as error:
        print("refused:", error)
    coroutine.close()


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        asyncio.run(main(pool))
