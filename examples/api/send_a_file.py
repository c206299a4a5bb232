# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the operating system sends a file"
# ///
"""Send a file without reading it into Python.

The operating system copies from the file to the socket. Where it
cannot, asyncio reads the file and sends the bytes or, with
`fallback=False`, raises `SendfileNotAvailableError`, but over TLS a
plain `RuntimeError`.
"""

import asyncio
import io
import socket
import tempfile


async def exchange(loop, file, here, reader, writer):
    print(await loop.sock_sendfile(here, file), "bytes to a socket")
    print(await reader.readexactly(17))
    try:
        memory = io.BytesIO(b"not a file of the system")
        await loop.sock_sendfile(here, memory, fallback=False)
    except asyncio.SendfileNotAvailableError as error:
        print(type(error).__name__)

    sent = await loop.sendfile(writer.transport, file, offset=17)
    print(sent, "bytes to a transport")
    print(len(await loop.sock_recv(here, 100)), "bytes received")


async def main():
    loop = asyncio.get_running_loop()
    here, there = socket.socketpair()
    with here, there, tempfile.TemporaryFile() as file:
        reader, writer = await asyncio.open_connection(sock=there)
        here.setblocking(False)
        file.write(b"a line of a file\n" * 3)
        file.flush()
        try:
            await exchange(loop, file, here, reader, writer)
        finally:
            writer.close()
        await writer.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
