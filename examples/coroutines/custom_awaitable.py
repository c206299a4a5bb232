"""An object that works with `await` and with `async with`.

Many clients offer both: `await connect(...)` returns a connection, and
`async with connect(...)` also closes it. `__await__` has to return an
iterator: the simplest is the one that a coroutine's `__await__`
returns. Returning the coroutine itself is an error.
"""

import asyncio
from contextlib import closing


class Connect:
    def __init__(self, port):
        self.port = port

    def __await__(self):
        return self.open().__await__()

    async def open(self):
        pair = await asyncio.open_connection("127.0.0.1", self.port)
        self.reader, self.writer = pair
        return self

    async def __aenter__(self):
        return await self

    async def __aexit__(self, *_):
        self.writer.close()


class Broken(Connect):
    def __await__(self):
        self.coroutine = self.open()
        return self.coroutine  # instead of its __await__()


async def serve(reader, writer):
    with closing(writer):
        writer.write(b"ready\n")


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        connection = await Connect(port)
        with closing(connection.writer):
            print("await:", await connection.reader.readline())
        async with Connect(port) as connection:
            print("async with:", await connection.reader.readline())
        broken = Broken(port)
        try:
            await broken
        except TypeError as error:
            print(f"broken: {error}")
            broken.coroutine.close()


if __name__ == "__main__":
    asyncio.run(main())
