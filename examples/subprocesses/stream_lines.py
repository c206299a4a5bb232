# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Read the lines of a program while it still runs.

`process.stdout` is a stream, and `async for` gives its lines as they
come. Whether they come depends on the program: many keep their output
back until they end, unless a person at a terminal reads it.
Python does so too, and `-u` says that it should not. (`-I` keeps out
what your environment says about it.)
"""

import asyncio
import sys
from asyncio.subprocess import PIPE

COUNT = """
import time
for number in "one", "two":
    print(number)
    time.sleep(1)
"""


async def follow(name, *options):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", *options, "-c", COUNT), stdout=PIPE
    )
    async for line in process.stdout:
        print(f"{name} says {line.decode().strip()}")
    return await process.wait()


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(follow("late"), name="late")
        group.create_task(follow("in time", "-u"), name="in time")


if __name__ == "__main__":
    asyncio.run(main())
