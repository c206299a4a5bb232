"""A client class with async methods: connect, ask, close.

`__init__` cannot be async, so the class method `connect` opens the
connection. The other methods may have to wait, so their callers `await`
them. The server sends two lines back in capitals.
"""

import asyncio
from contextlib import closing


class Client:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, port):
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, question):
        self.writer.write(f"{question}\n".encode())
        await self.writer.drain()
        return (await self.reader.readuntil()).decode().strip()

    async def close(self):
        self.writer.close()
        await self.writer.wait_closed()


async def serve(reader, writer):
    with closing(writer):
        for _ in range(2):
            line = await reader.readline()
            await asyncio.sleep(1)
            writer.write(line.upper())


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        client = await Client.connect(port)
        try:
            print(f"main: {await client.ask('tea')}")
            print(f"main: {await client.ask('milk')}")
        finally:
            await client.close()


if __name__ == "__main__":
    asyncio.run(main())
