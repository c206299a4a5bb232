"""Leave `async with server` while a client is still connected.

From Python 3.12.1 on, the end of the block waits until all connections
are closed: here until the idle client leaves, at 3 s. On 3.11 it does
not wait. If you close the connections first, no version has to wait,
unless a client does not read: abort its connection instead.
"""

import asyncio


async def serve(reader, writer, writers):
    writers.add(writer)
    try:
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
    finally:
        writers.discard(writer)
        writer.close()


async def idle_client(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(3):
            await reader.read()  # until the server closes
    except TimeoutError:
        print("client: leaves")
    finally:
        writer.close()


async def main(close_all):
    clock = asyncio.get_running_loop().time
    start = clock()
    writers = set()
    server = await asyncio.start_server(
        lambda *streams: serve(*streams, writers), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    async with asyncio.TaskGroup() as group:
        async with server:
            group.create_task(idle_client(port), name="client")
            await asyncio.sleep(1)
            if close_all:
                for writer in writers:
                    writer.close()
        print(f"{close_all=}: server left at {clock() - start:.0f} s")


if __name__ == "__main__":
    asyncio.run(main(close_all=False))
    asyncio.run(main(close_all=True))
