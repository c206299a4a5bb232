"""Wait for a message that is cut short or too long.

Either the other side closes the connection in the middle of a message,
or it sends a line that is longer than the reader's limit.
"""

import asyncio


async def ask(data, read):
    async def answer(reader, writer):
        writer.write(data)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(
            host, port, limit=50
        )
        try:
            await read(reader)
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
        finally:
            writer.close()


async def ten_bytes(reader):
    await reader.readexactly(10)


async def up_to_newline(reader):
    await reader.readuntil(b"\n")


async def line(reader):
    await reader.readline()


async def main():
    await ask(b"tea", ten_bytes)
    await ask(b"", ten_bytes)
    await ask(b"tea", up_to_newline)
    await ask(b"x" * 100, up_to_newline)
    await ask(b"x" * 100 + b"\n", up_to_newline)
    await ask(b"x" * 100, line)


if __name__ == "__main__":
    asyncio.run(main())
