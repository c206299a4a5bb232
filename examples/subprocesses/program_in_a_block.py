# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Let a program run only as long as a block of code.

A process of asyncio has no `async with` of its own, so `running` gives
it one. The end of the block asks the program to stop, kills it if it
has not stopped after a second, and waits until it is gone, also if the
block ends with an error or is cancelled.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE

ECHO = "while line := input(): print(line.upper())"


@contextlib.asynccontextmanager
async def running(*command):
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(1):
                await process.communicate()
        except TimeoutError:
            pass  # it has not stopped
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


async def main():
    async with running(sys.executable, "-u", "-c", ECHO) as echo:
        for word in b"tea\n", b"bread\n":
            echo.stdin.write(word)
            await echo.stdin.drain()
            print("main:", await echo.stdout.readline())
        print(f"main: in the block: {echo.returncode=}")
    print(f"main: after the block: {echo.returncode=}")


if __name__ == "__main__":
    asyncio.run(main())
