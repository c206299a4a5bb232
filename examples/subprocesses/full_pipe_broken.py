# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Wait for a program whose output nobody reads, for ever.

A pipe holds little. When it is full, the program stops at its next
`write` until somebody reads. Here nobody does: the reader waits for the
end of the program. Both wait for each other.
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
        print("main: the program has not ended within 2 s")
        process.kill()
        out, _ = await process.communicate()
        print(f"main: all output there: {len(out) == 1_000_001}")
    print(f"main: {process.returncode=}")


if __name__ == "__main__":
    asyncio.run(main())
