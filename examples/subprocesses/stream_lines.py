# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Read the output of a program line by line while it runs.

`process.stdout` is a stream, and `async for` yields its lines as they
arrive. When they arrive depends on the program: many programs buffer
their output until they exit, unless it goes to a terminal.
Python does so too, and `-u` tells it not to. (`-I` makes it ignore
environment variables that would have the same effect as `-u`.)
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
    try:
        async for line in process.stdout:
            print(f"{name} says {line.decode().strip()}")
        return await process.wait()
    finally:  # no program outlives its task
        if process.returncode is None:
            process.kill()
            await process.communicate()  # wait() might never end


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(follow("late"), name="late")
        group.create_task(follow("in time", "-u"), name="in time")


if __name__ == "__main__":
    asyncio.run(main())
