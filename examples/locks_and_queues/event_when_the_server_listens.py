"""Tell the clients when the server is ready.

The server sets one event once it listens, and waits for another before
it stops. The clients don't have to guess when the server is ready.
"""

import asyncio


class Service:
    def __init__(self):
        self.ready = asyncio.Event()
        self.stop = asyncio.Event()

    async def greet(self, reader, writer):
        try:
            name = (await reader.readline()).decode().strip()
            writer.write(f"hello {name}\n".encode())
            await writer.drain()
        finally:
            writer.close()

    async def run(self):
        await asyncio.sleep(2)  # stands in for loading its data
        server = await asyncio.start_server(self.greet, "127.0.0.1", 0)
        async with server:
            self.address = server.sockets[0].getsockname()
            self.ready.set()
            await self.stop.wait()
        print("service: stopped")


async def ask(service, name):
    await service.ready.wait()
    reader, writer = await asyncio.open_connection(*service.address)
    try:
        writer.write(f"{name}\n".encode())
        answer = await reader.readuntil(b"\n")
        print(f"client {name}:", answer.decode().strip())
    finally:
        writer.close()


async def main():
    service = Service()
    async with asyncio.TaskGroup() as group:
        group.create_task(service.run(), name="service")
        async with asyncio.TaskGroup() as clients:
            for name in "A", "B":
                clients.create_task(ask(service, name), name=name)
        service.stop.set()


if __name__ == "__main__":
    asyncio.run(main())
