"""Ask a TCP server, and read its answer.

`start_server` calls `greet` for each client, with a reader and a
writer. On the client's side, `open_connection` returns such a pair.
"""

import asyncio


async def greet(reader, writer):
    name = await reader.readline()
    writer.write(b"hello " + name)
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()  # the system chose it
    async with server:
        reader, writer = await asyncio.open_connection(*address)
        try:
            writer.write(b"world\n")
            await writer.drain()
            print(await reader.read())
        finally:
            writer.close()


if __name__ == "__main__":
    asyncio.run(main())
