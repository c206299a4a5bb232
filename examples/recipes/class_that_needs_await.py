"""Create an object whose constructor would have to await.

`__init__` cannot be an `async def`, but a class method can: it awaits
what the object needs and then calls the class. `__aexit__` closes what
the class method opened, so always use `async with`.
"""

import asyncio


class Mailbox:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, host, port):
        async with asyncio.timeout(5):
            return cls(*await asyncio.open_connection(host, port))

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        self.writer.close()

    async def count(self):
        self.writer.write(b"STAT\n")
        async with asyncio.timeout(5):
            return int(await self.reader.readuntil())


async def answer(reader, writer):
    await reader.readline()
    writer.write(b"3\n")
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    async with server, await Mailbox.connect(*address) as mailbox:
        print(f"{await mailbox.count()} messages")


if __name__ == "__main__":
    asyncio.run(main())
