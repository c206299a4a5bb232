"""Give each connection a timeout, and each line another one.

The inner timeout ends a connection that stays silent for 2 s. The outer
one ends any connection after 5 s, however much the client sends.
"""

import asyncio


async def serve(reader, writer):
    try:
        async with asyncio.timeout(5):  # the whole connection
            while True:
                async with asyncio.timeout(2):  # one line
                    line = await reader.readline()
                if not line:
                    break
                writer.write(line.upper())
                await writer.drain()
    except TimeoutError:
        writer.transport.abort()  # without waiting for a slow reader
    except ConnectionError:
        print("server: the client is gone")
    finally:
        writer.close()


async def client(name, port, lines):
    clock = asyncio.get_running_loop().time
    start = clock()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for _ in range(lines):
            writer.write(b"hello\n")
            if not await reader.readline():
                break
            await asyncio.sleep(0.4)
        await reader.read()  # until the server closes the connection
    except ConnectionError:
        pass  # the server closed it first
    finally:
        writer.close()
    print(f"{name}: closed after {clock() - start:.0f} s")


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for name, lines in ("silent", 1), ("talkative", 100):
            group.create_task(client(name, port, lines), name=name)


if __name__ == "__main__":
    asyncio.run(main())
