# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it works in other processes"
# ///
"""Give a process pool what cannot be sent to another process.

The function, its arguments and its result are pickled. A function has
to be at the top level of a module, and a lock cannot be pickled at all.
"""

import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor


def count(lock):
    with lock:
        return 3


async def attempt(pool, function, *arguments):
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(pool, function, *arguments)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


async def main(pool):
    def local():
        return 3

    await attempt(pool, local)
    await attempt(pool, lambda: 3)
    await attempt(pool, count, threading.Lock())


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        asyncio.run(main(pool))
