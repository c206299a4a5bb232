# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the operating system resets the connection"
# ///
"""Use a connection that the other side has reset.

A program that crashes or closes a socket before it has read all data
resets the connection. Reading then fails on this side, and so
does every later write.
"""

import asyncio
import socket
import struct


async def crash(reader, writer):
    now = struct.pack("ii", 1, 0)  # closing resets the connection
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
    writer.transport.abort()


async def attempt(step, awaitable):
    try:
        await awaitable
    except ConnectionError as error:
        print(f"{step}: {type(error).__name__}: {error}")


async def main():
    server = await asyncio.start_server(crash, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(host, port)
        await attempt("read", reader.readline())
        await attempt("close", writer.wait_closed())

        loop = asyncio.get_running_loop()
        with socket.create_connection((host, port)) as plain:
            plain.setblocking(False)
            await asyncio.sleep(0.5)
            await attempt("receive", loop.sock_recv(plain, 100))
            await attempt("send", loop.sock_sendall(plain, b"tea\n"))


if __name__ == "__main__":
    asyncio.run(main())
