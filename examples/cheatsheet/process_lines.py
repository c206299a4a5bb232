# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts a child process"
# ///
"""Run a program, talk to it, and end it.

These are the cheat sheet's lines about subprocesses.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE

COUNT = "import sys; print(len(sys.stdin.read()), 'characters')"
WAIT = "print('ready', flush=True); import time; time.sleep(60)"


async def main():
    command = [sys.executable, "-c", COUNT]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE
    )
    out, err = await process.communicate(b"some input")
    print(f"main: {process.returncode}, {out.decode().strip()}, {err}")

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WAIT, stdout=PIPE, stderr=DEVNULL
    )
    async for line in process.stdout:
        print(f"main: {line.decode().strip()}")
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), timeout=5)
    except TimeoutError:
        process.kill()
        await process.wait()
    print("main: it has ended")


if __name__ == "__main__":
    asyncio.run(main())
