"""Refuse clients when a server is full.

`start_server` accepts every client. The handler runs for each of them,
counts the clients that it serves, and tells any others that the server
is busy. There is no `await` between checking for a place and taking it,
so two clients cannot both take the last one.
"""

import asyncio

PLACES = 1
served = set()


async def serve(reader, writer):
    try:
        if len(served) == PLACES:
            writer.write(b"busy\n")
            await writer.drain()
            return
        served.add(writer)
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
    except ConnectionError:
        pass  # the client has left
    finally:
        served.discard(writer)
        writer.close()


async def client(name, port, seconds):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"hello\n")
        answer = (await reader.readline()).decode().strip()
        print(f"{name}: {answer}")
        if answer != "busy":
            await asyncio.sleep(seconds)
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for name in "first", "second", "third":
            group.create_task(client(name, port, 1), name=name)
            await asyncio.sleep(0.6)


if __name__ == "__main__":
    asyncio.run(main())
