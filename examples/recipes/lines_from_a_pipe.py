# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it reads a real pipe"
# ///
"""Read standard input without blocking the event loop.

`connect_read_pipe` lets a `StreamReader` read from a pipe or, on Unix,
from a terminal. To read your program's own input, pass `sys.stdin`.
This script creates a pipe and writes two lines to it, so that it runs
without a keyboard.
"""

import asyncio
import os


async def lines_of(file):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_read_pipe(lambda: protocol, file)
    try:
        while line := await reader.readline():
            yield line.decode().rstrip()
    finally:
        transport.close()


def pipe():
    read_end, write_end = os.pipe()
    return os.fdopen(read_end), os.fdopen(write_end, "w")


async def write(file):
    with file:
        for line in ("tea", "cake"):
            await asyncio.sleep(0.5)
            print(line, file=file, flush=True)


async def main():
    read_file, write_file = pipe()
    async with asyncio.TaskGroup() as group:
        group.create_task(write(write_file))
        async for line in lines_of(read_file):
            print(f"main: {line}")
    print("main: end of input")


if __name__ == "__main__":
    asyncio.run(main())
