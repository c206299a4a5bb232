# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""End a program that takes too long, and all that it has started.

The program starts a helper, which has the pipe open as well. To kill
the program alone would leave the helper, and the pipe would have no
end.
In a session of its own the program is head of a group, and `killpg`
kills the group. What it had written until then is kept.
"""

import asyncio
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
    except TimeoutError:
        print("main: time is up")
        os.killpg(process.pid, signal.SIGKILL)
        await collect(process, lines)  # up to the end of the pipe
    print(f"main: returncode={await process.wait()}, {lines=}")


if __name__ == "__main__":
    asyncio.run(main())
