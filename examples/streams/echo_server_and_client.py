"""One server and three clients, each connection in a task of its own.

`start_server` calls `serve` in a new task for each client that
connects. The port is 0: the system chooses a free one.
`readline` gives empty bytes when the other side has no more to say.
"""

import asyncio


async def serve(reader, writer):
    name = (await reader.readline()).decode().strip()
    asyncio.current_task().set_name(f"serve {name}")
    print(f"server: {name} has come")
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    print(f"server: {name} has gone")
    writer.close()
    await writer.wait_closed()


async def client(name, port, start):
    await asyncio.sleep(start)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{name}\nhello\n".encode())
    await writer.drain()
    answer = await reader.readline()
    print(f"{name}: the echo is {answer.decode().strip()}")
    await asyncio.sleep(2)
    writer.write_eof()
    await reader.read()  # until the server has closed as well
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for name, start in ("Ann", 0), ("Bob", 0.5), ("Cleo", 1):
            group.create_task(client(name, port, start), name=name)
    print("main: server closed")


if __name__ == "__main__":
    asyncio.run(main())
