# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Read all output, then wait for the program to exit.

`communicate` empties the pipes while it waits, so the program can keep
writing.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE

WRITE_MUCH = "print('x' * 1_000_000)"


async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITE_MUCH, stdout=PIPE
    )
    out, _ = await process.communicate()
    print(f"main: all output there: {len(out) == 1_000_001}")
    print(f"main: {process.returncode=}")


if __name__ == "__main__":
    asyncio.run(main())
