"""Stop a server: first the door, then the guests, then wait.

`Server.close` lets nobody else in. Clients that are in stay connected,
and their tasks run on.
So keep every connection, close its writer, and wait for its task: it
sees an end of its input, as if the client had gone.
"""

import asyncio


async def serve(reader, writer, connections):
    name = (await reader.readline()).decode().strip()
    task = asyncio.current_task()
    task.set_name(f"serve {name}")
    connections[task] = writer
    while line := await reader.readline():
        print(f"server: {name} says {line.decode().strip()}")
    print(f"server: end of {name}'s input")
    writer.close()
    del connections[task]


async def client(name, port, start):
    await asyncio.sleep(start)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{name}\nhello\n".encode())
    await reader.read()
    print(f"{name}: the server has hung up")
    writer.close()
    await writer.wait_closed()


async def main():
    connections = {}
    server = await asyncio.start_server(
        lambda *streams: serve(*streams, connections), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    async with asyncio.TaskGroup() as group:
        for name, start in ("Ann", 0.5), ("Bob", 1):
            group.create_task(client(name, port, start), name=name)
        await asyncio.sleep(2)
        server.close()
        print(f"main: door closed, {len(connections)} still in")
        try:
            await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            print("main: nobody else comes in")

        await asyncio.sleep(1)
        tasks = list(connections)
        for writer in connections.values():
            writer.close()
        await asyncio.gather(*tasks)
        await server.wait_closed()
    print("main: all have gone")


if __name__ == "__main__":
    asyncio.run(main())
