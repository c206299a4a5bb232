"""Serve three clients, each connection in a task of its own.

`start_server` calls `serve` in a new task for each client that
connects. `readline` returns empty bytes at the end of input.
However `serve` ends, it closes its connection.
"""

import asyncio


async def serve(reader, writer):
    try:
        name = (await reader.readline()).decode().strip()
        asyncio.current_task().set_name(f"serve {name}")
        print(f"server: {name} connected")
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        print(f"server: {name} disconnected")
    except ConnectionError:
        print("server: a client is gone")
    finally:
        writer.close()


async def client(name, port, start):
    await asyncio.sleep(start)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{name}\nhello\n".encode())
        await writer.drain()
        answer = await reader.readline()
        print(f"{name}: the echo is {answer.decode().strip()}")
        await asyncio.sleep(2)
        writer.write_eof()
        await reader.read()  # until the server has closed as well
    finally:
        writer.close()
        await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for name, start in ("red", 0), ("green", 0.5), ("blue", 1):
            group.create_task(client(name, port, start), name=name)
    print("main: server closed")


if __name__ == "__main__":
    asyncio.run(main())
