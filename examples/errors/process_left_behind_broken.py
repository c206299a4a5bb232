# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a real program is started"
# ///
"""Leave a child process behind when the loop closes.

Python deletes the process object later, and closing its pipes then
needs the closed loop. To avoid that, wait for the process in `main`
with `await process.communicate()`.
"""

import asyncio
import sys
import warnings
from asyncio.subprocess import PIPE


async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(0.2)", stdin=PIPE
    )
    print("the program runs:", process.returncode is None)
    return process


def show(ignored):
    error = ignored.exc_value
    print(f"Exception ignored in: {ignored.object.__qualname__}")
    print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.unraisablehook = show
    process = asyncio.run(main())
    del process
