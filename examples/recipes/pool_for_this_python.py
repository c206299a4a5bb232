# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it computes in other processes"
# ///
"""Compute in threads if Python has no GIL, otherwise in processes.

`Py_GIL_DISABLED` says whether this build of Python can run without the
GIL; `sys._is_gil_enabled`, new in 3.13, says whether the GIL is on now.
Either pool works if everything that is passed to it can be pickled.
"""

import asyncio
import multiprocessing
import sys
import sysconfig
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def has_gil():
    return sys.version_info < (3, 13) or sys._is_gil_enabled()


def make_pool():
    if has_gil():
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(2, mp_context=spawn)
    return ThreadPoolExecutor(2)


def add_squares(limit):
    return sum(number * number for number in range(limit))


async def main(pool):
    loop = asyncio.get_running_loop()
    sums = await asyncio.gather(
        loop.run_in_executor(pool, add_squares, 1_000),
        loop.run_in_executor(pool, add_squares, 2_000),
    )
    print(f"sums: {sums}")


if __name__ == "__main__":
    free_threaded = sysconfig.get_config_var("Py_GIL_DISABLED") == 1
    print(f"free-threaded build: {free_threaded}, GIL: {has_gil()}")
    with make_pool() as pool:
        print(f"computes in a {type(pool).__name__}")
        asyncio.run(main(pool))
