# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Ask a program to stop, and kill it if it does not.

`terminate` sends SIGTERM, which a program can handle, for example to
save its work and exit. `kill` sends SIGKILL, which it cannot handle.
The second program ignores SIGTERM.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE

PROGRAM = """
import signal, sys, time
signal.signal(signal.SIGTERM, {handler})
print("ready")
time.sleep(60)
"""
POLITE = PROGRAM.format(handler="lambda *_: sys.exit()")
STUBBORN = PROGRAM.format(handler="signal.SIG_IGN")


async def stop(process, seconds):
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(seconds):
            await process.communicate()  # wait() might never end
    except TimeoutError:
        print(f"not finished after {seconds} s")
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def main():
    for name, program in ("polite", POLITE), ("stubborn", STUBBORN):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-u", "-c", program), stdout=PIPE
        )
        try:
            await process.stdout.readline()  # it has set its handler
        finally:
            await stop(process, 1)
        print(f"{name}: {process.returncode=}")


if __name__ == "__main__":
    asyncio.run(main())
