# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it measures processor time"
# ///
"""Compute in processes, because threads take turns.

In standard CPython, only one thread at a time runs Python code. So two
computations in two threads keep one processor busy, not two. The event
loop stays responsive all the same.
Processes compute in parallel, if there is a processor for each.
"""

import asyncio
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor


def compute():
    total = 0
    for number in range(2_000_000):
        total += number
    return os.getpid()


async def main(pool):
    start, start_cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(
        asyncio.to_thread(compute), asyncio.to_thread(compute)
    )
    seconds = time.perf_counter() - start
    at_work = time.process_time() - start_cpu
    print(f"two processors at work: {at_work > 1.3 * seconds}")

    loop = asyncio.get_running_loop()
    pids = await asyncio.gather(
        loop.run_in_executor(pool, compute),
        loop.run_in_executor(pool, compute),
    )
    print(f"done in other processes: {os.getpid() not in pids}")


if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        asyncio.run(main(pool), debug=False)
