# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Run a program and read its output.

`communicate` reads everything the program writes, and waits for it to
exit. The output is bytes.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE


async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(6 * 7)", stdout=PIPE
    )
    out, _ = await process.communicate()
    print(f"{out=}, {process.returncode=}")


if __name__ == "__main__":
    asyncio.run(main())
