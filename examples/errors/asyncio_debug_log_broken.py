# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the log names the selector of the real loop"
# varies = ["<Task .*> took [\\d.]+"]
# ///
"""Read asyncio's own log at the DEBUG level.

The first line and the last one are not errors: asyncio says which
selector its loop uses, and that the loop closes. The second comes in
debug mode: a step has blocked the loop for more than 0.1 s.
"""

import asyncio
import logging
import sys
import time


def calculate():
    time.sleep(0.5)  # nothing else can run meanwhile


async def main():
    asyncio.get_running_loop().set_debug(True)
    await asyncio.sleep(0)
    calculate()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
    asyncio.run(main())
