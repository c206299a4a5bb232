"""Leave `async with server` while a client is still connected.

From Python 3.12.1 on, the end of the block waits until all connections
are closed, and one idle client keeps it waiting. On 3.11 it does not
wait. Close the connections first, and both do the same.
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


async def main(close_all):
    writers = set()
    server = await asyncio.start_server(
        lambda *streams: serve(*streams, writers), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    reader, idle = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(3), server:
            await asyncio.sleep(1)
            if close_all:
                for writer in writers:
                    writer.close()
        print(f"{close_all=}: left the block")
    except TimeoutError:
        print(f"{close_all=}: timeout")
    idle.write_eof()
    await reader.read()
    idle.close()


if __name__ == "__main__":
    asyncio.run(main(close_all=False))
    asyncio.run(main(close_all=True))
