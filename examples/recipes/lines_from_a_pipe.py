# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it reads a real pipe"
# ///
"""Read standard input without blocking the event loop.

`connect_read_pipe` lets a `StreamReader` read from a pipe or, on Unix,
from a terminal. Standard input can also be a file or `/dev/null`, so
check first, and read those in a thread. Your program has to pass
`sys.stdin` or, on a terminal, `open(os.ttyname(0))` to `lines_of`. This
script writes two lines to a pipe so that it runs without a keyboard.
"""

import asyncio
import os
import stat


def can_connect(file):
    mode = os.fstat(file.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or file.isatty()


async def lines_of(file):
    if not can_connect(file):
        while line := await asyncio.to_thread(file.readline):
            yield line.rstrip()
        return
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
    print("main: end of the pipe")
    with os.fdopen(os.open(os.devnull, os.O_RDONLY)) as empty:
        async for line in lines_of(empty):
            print(f"main: {line}")
    print("main: end of the empty input")


if __name__ == "__main__":
    asyncio.run(main())
