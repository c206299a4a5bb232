"""Send each line from one client to all the others: a chat server.

A task for each client sends what is in its queue, so no client has to
wait for a slow one. A client whose queue is full misses lines.
"""

import asyncio


async def send(writer, lines):
    while True:
        writer.write(await lines.get())
        await writer.drain()


async def serve(reader, writer, clients):
    lines = clients[writer] = asyncio.Queue(maxsize=100)
    sender = asyncio.create_task(send(writer, lines))
    try:
        while line := await reader.readline():
            for other, queue in clients.items():
                if other is not writer and not queue.full():
                    queue.put_nowait(line)
    except ConnectionError:
        pass  # it left without saying goodbye
    finally:
        del clients[writer]
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)
        writer.close()


async def client(name, port, start):
    await asyncio.sleep(start)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{name} says hello\n".encode())
        async with asyncio.timeout(2):
            async for line in reader:
                print(f"{name}: {line.decode().strip()}")
    except TimeoutError:
        print(f"{name}: leaves")
        writer.write_eof()
        await reader.read()  # until the server has closed as well
    finally:
        writer.close()


async def main():
    clients = {}
    server = await asyncio.start_server(
        lambda *streams: serve(*streams, clients), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for name, start in ("red", 0), ("green", 0.5), ("blue", 1):
            group.create_task(client(name, port, start), name=name)


if __name__ == "__main__":
    asyncio.run(main())
