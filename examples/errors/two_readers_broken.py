"""Read from one connection in two tasks.

A stream has room for one task that waits for data. A second one that
reads at the same time gets an error.
"""

import asyncio


async def tell(reader, writer):
    for line in b"tea\n", b"cake\n":
        await asyncio.sleep(1)
        writer.write(line)
    writer.close()


async def show(name, reader):
    try:
        print(f"{name}: {await reader.readline()}")
    except RuntimeError as error:
        print(f"{name}: {type(error).__name__}: {error}")


async def main():
    server = await asyncio.start_server(tell, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(host, port)
        async with asyncio.TaskGroup() as group:
            group.create_task(show("kitchen", reader))
            group.create_task(show("counter", reader))
        print("main:", await reader.read())
        writer.close()


if __name__ == "__main__":
    asyncio.run(main())
