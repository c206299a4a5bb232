"""A class as an async context manager: a connection to a server.

`__aenter__` opens the connection, and `__aexit__` closes it at the end
of the block, even after an error. A plain `with` is refused.
"""

import asyncio


class Connection:
    def __init__(self, host, port):
        self.address = host, port

    async def __aenter__(self):
        streams = await asyncio.open_connection(*self.address)
        self.reader, self.writer = streams
        return self

    async def __aexit__(self, *error):
        self.writer.close()

    async def ask(self, question):
        self.writer.write(f"{question}\n".encode())
        answer = await self.reader.readuntil(b"\n")
        return answer.decode().strip()


async def answer(reader, writer):
    try:
        question = await reader.readline()
        writer.write(question[::-1].strip() + b"\n")
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        async with Connection(*address) as connection:
            print(await connection.ask("stressed"))
        try:
            with Connection(*address):
                print("never printed")
        except TypeError:
            print("TypeError: a plain with does not work")


if __name__ == "__main__":
    asyncio.run(main())
