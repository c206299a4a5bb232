# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "another process dies"
# ///
"""Let a process of a pool die while it works.

The system kills a process that needs too much memory, and a crash in a
C library ends one, too. The job fails, and so does everything that is
given to that pool afterwards.
"""

import asyncio
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def needs_too_much_memory():
    os.kill(os.getpid(), signal.SIGKILL)  # as the system does


async def main(pool):
    loop = asyncio.get_running_loop()
    for job in needs_too_much_memory, os.getpid:
        try:
            await loop.run_in_executor(pool, job)
        except BrokenProcessPool as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        asyncio.run(main(pool))
