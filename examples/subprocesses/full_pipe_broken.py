# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Wait forever for a program whose output nothing reads.

asyncio's buffer holds a little, and the pipe holds some more. When both
are full, the program blocks at its next `write`, and `wait` waits for
the program. Each waits for the other: a deadlock.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE

WRITE_MUCH = "print('x' * 1_000_000)"


async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITE_MUCH, stdout=PIPE
    )
    try:
        async with asyncio.timeout(2):
            await process.wait()
    except TimeoutError:
        print("main: the program has not exited within 2 s")
        process.kill()
        out, _ = await process.communicate()
        print(f"main: has all output: {len(out) == 1_000_001}")
    print(f"main: {process.returncode=}")


if __name__ == "__main__":
    asyncio.run(main())
