"""A TCP server, and a client that talks to it.

These are the cheat sheet's lines about streams.
"""

import asyncio


async def serve(reader, writer):
    try:
        async for line in reader:
            writer.write(line.upper())
            await writer.drain()
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(b"hello\n")
            await writer.drain()
            line = await reader.readline()
            print(f"client: {line}")
            writer.write(b"four and five\n")
            print(f"client: {await reader.readexactly(4)}")
            print(f"client: {await reader.readuntil(b'D')}")
            writer.write_eof()
            print(f"client: {await reader.read()}")
        finally:
            writer.close()
            await writer.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
