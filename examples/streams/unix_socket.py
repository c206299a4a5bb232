# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "its address is a real file"
# ///
"""Talk to a program on the same machine through a Unix socket.

The address is the name of a file instead of a host and a port, so the
permissions of the file and of its folder decide who can connect. From
Python 3.13 on, the server removes the file when it closes; older
versions leave it.
"""

import asyncio
import tempfile
from pathlib import Path


async def answer(reader, writer):
    try:
        async with asyncio.timeout(5):
            question = await reader.readline()
        writer.write(b"you asked " + question)
        await writer.drain()
    finally:
        writer.close()


async def main(path):
    server = await asyncio.start_unix_server(answer, path)
    async with server:
        print(f"{path.name} is a socket: {path.is_socket()}")
        reader, writer = await asyncio.open_unix_connection(path)
        try:
            writer.write(b"for tea\n")
            async with asyncio.timeout(5):
                line = await reader.readline()
            print(f"main: {line.decode().strip()}")
        finally:
            writer.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder, "shop.sock")))
