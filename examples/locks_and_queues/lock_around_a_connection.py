"""Share one connection between tasks.

The server answers each line in turn. A task holds the lock from its
question to the answer, so no other task can write in between or read
an answer that is not its own.
"""

import asyncio


class Client:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.lock = asyncio.Lock()

    async def ask(self, word):
        async with self.lock:
            try:
                self.writer.write(f"{word}\n".encode())
                await self.writer.drain()
                answer = await self.reader.readuntil(b"\n")
            except BaseException:
                self.writer.transport.abort()  # an answer is pending
                raise
        print(f"{word} -> {answer.decode().strip()}")


async def answer(reader, writer):
    try:
        while line := await reader.readline():
            await asyncio.sleep(1)
            writer.write(line.upper())
            await writer.drain()
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        try:
            client = Client(reader, writer)
            async with asyncio.TaskGroup() as group:
                for word in "red", "green", "blue":
                    group.create_task(client.ask(word), name=word)
            writer.write_eof()
            await reader.read()  # until the server has closed
        finally:
            writer.close()


if __name__ == "__main__":
    asyncio.run(main())
