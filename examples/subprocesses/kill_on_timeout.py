# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Kill a program that takes too long, and its helpers.

The program starts a helper, which keeps the pipe open as well. Killing
only the program would leave the helper running, and the pipe open.
In a session of its own, the program leads a process group, and `killpg`
kills the group. What the program had written by then is kept.
"""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE

PROGRAM = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("half of the work is done")
time.sleep(60)
"""


async def collect(process, lines):
    async for line in process.stdout:
        lines.append(line.decode().strip())


async def main():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", PROGRAM),
        stdout=PIPE,
        start_new_session=True,
    )
    lines = []
    try:
        async with asyncio.timeout(2):
            await collect(process, lines)
            await process.wait()  # it may close its output earlier
    except TimeoutError:
        print("main: time is up")
    finally:
        with contextlib.suppress(ProcessLookupError):  # all have exited
            os.killpg(process.pid, signal.SIGKILL)
    async with asyncio.timeout(5):  # a helper may have left the group
        await collect(process, lines)  # up to the end of the pipe
        print(f"main: returncode={await process.wait()}, {lines=}")


if __name__ == "__main__":
    asyncio.run(main())
