# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the operating system counts open files"
# ///
"""Open more connections than the system allows.

Each connection is an open file of the process. The limit is lowered
here; on most systems, it's between 256 and several thousand.
"""

import asyncio
import resource
import socket

MORE = 6  # the loop itself needs three


async def connect_again_and_again(address):
    writers = []
    try:
        while True:
            _, writer = await asyncio.open_connection(*address)
            writers.append(writer)
    finally:
        for writer in writers:
            writer.close()


async def main(address):
    try:
        await connect_again_and_again(address)
    except OSError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.create_server(("127.0.0.1", 0)) as server:
        low = server.fileno() + MORE
        resource.setrlimit(resource.RLIMIT_NOFILE, (low, limits[1]))
        try:
            asyncio.run(main(server.getsockname()))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
