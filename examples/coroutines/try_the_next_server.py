"""Catch an error raised by an `await`, and try the next server.

Nothing listens on port 1, so `open_connection` raises an error. The
error propagates through `greet` to `main`, as with plain calls.
"""

import asyncio
from contextlib import closing


async def serve(reader, writer):
    with closing(writer):
        writer.write(b"ready\n")


async def greet(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        return (await reader.readuntil()).decode().strip()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        for name, number in ("first", 1), ("second", port):
            try:
                greeting = await greet(number)
            except OSError as error:
                print(f"{name} server: {type(error).__name__}")
            else:
                print(f"{name} server: {greeting}")
                break


if __name__ == "__main__":
    asyncio.run(main())
