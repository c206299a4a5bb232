"""Three HTTP requests on one thread, over real connections.

Each request opens a connection, sends a line and waits for the answer.
The server is part of the script, so you can run it without a network.
The path says how many seconds the server takes to answer.
"""

import asyncio
import threading
from contextlib import closing


async def serve(reader, writer):
    with closing(writer):
        if request := await reader.readline():  # GET /2 HTTP/1.0
            await asyncio.sleep(int(request[5:6]))
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n")


async def get(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        status = await reader.readuntil()
    print(f"{path}: {status.decode().strip()}")


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for path in "/3", "/1", "/2":
            group.create_task(get(port, path), name=f"get {path}")
    print(f"main: threads: {threading.active_count()}")


if __name__ == "__main__":
    asyncio.run(main())
