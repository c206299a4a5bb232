# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it creates a socket in the file system"
# ///
"""Talk to another program on this machine over a Unix socket.

A Unix socket has a path instead of a host and a port, and the
permissions of its file and of its folder decide who may use it. The
first server uses streams, and its client a protocol; the second server
uses a protocol, and its client streams.
"""

import asyncio
import tempfile
from pathlib import Path


async def answer(reader, writer):
    line = await reader.readline()
    writer.write(b"you said " + line)
    writer.close()
    await writer.wait_closed()


def allow_only_me(path):
    path.chmod(0o600)


class Client(asyncio.Protocol):
    def __init__(self):
        self.lines = asyncio.Queue()

    def data_received(self, data):
        self.lines.put_nowait(data)


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        transport.write(b"hello from a protocol\n")
        transport.close()


async def main():
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "streams")
        async with await asyncio.start_unix_server(answer, path):
            allow_only_me(path)
            connect = loop.create_unix_connection
            transport, client = await connect(Client, path)
            try:
                transport.write(b"hello\n")
                print(await client.lines.get())
            finally:
                transport.close()

        path = Path(folder, "protocols")
        async with await loop.create_unix_server(Server, path):
            allow_only_me(path)
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                print(await reader.read())
            finally:
                writer.close()


if __name__ == "__main__":
    asyncio.run(main())
