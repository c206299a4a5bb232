# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "real programs are started"
# ///
"""Start and use a program in ways that asyncio refuses.

The name of the program and each argument are separate strings.
Pipes carry bytes, and you get a pipe only if you ask for it.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE

start = asyncio.create_subprocess_exec
ARGUMENTS = sys.executable, "-c", "print('tea')"


async def attempt(awaitable):
    try:
        await awaitable
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


async def no_pipe():
    process = await start(sys.executable, "-c", "pass")
    try:
        await process.stdout.readline()
    finally:
        await process.wait()


async def kill_what_has_ended():
    process = await start(*ARGUMENTS, stdout=PIPE)
    await process.communicate()
    await asyncio.sleep(0.1)  # Python 3.11 may need a moment for it
    process.kill()


async def main():
    await attempt(start("python3 --version"))
    await attempt(start(["python3", "--version"]))
    await attempt(start(*ARGUMENTS, stdout=PIPE, text=True))
    await attempt(no_pipe())
    await attempt(kill_what_has_ended())


if __name__ == "__main__":
    asyncio.run(main())
