"""Reconnect with exponential backoff and jitter.

A client that loses its connection waits up to 1 s, then up to 2 s, 4 s
and so on (at most 30 s), before each attempt. The random part, called
jitter, keeps many clients from coming back at the same moment.
"""

import asyncio
import random

HOST = "127.0.0.1"


async def follow(port):
    failures = 0
    while True:
        try:
            async with asyncio.timeout(5):
                streams = await asyncio.open_connection(HOST, port)
            reader, writer = streams
            try:
                while line := await reader.readline():
                    failures = 0  # this connection works
                    print("client:", line.decode().strip())
            finally:
                writer.close()
            print("client: the server closed the connection")
        except OSError:  # refused, reset, not reached in time
            print("client: no connection")
        pause = min(30, 2**failures) * random.uniform(0.5, 1)
        failures += 1
        print(f"client: tries again in {pause:.1f} s")
        await asyncio.sleep(pause)


async def serve(reader, writer):
    writer.write(b"hello\n")
    await asyncio.sleep(1)
    writer.close()


async def main():
    random.seed(34)  # the same pauses in each run
    server = await asyncio.start_server(serve, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    async with asyncio.TaskGroup() as group:
        client = group.create_task(follow(port), name="client")
        try:
            await asyncio.sleep(0.5)
        finally:
            server.close()
        await asyncio.sleep(4.5)
        print("main: the server is back")
        async with await asyncio.start_server(serve, HOST, port):
            await asyncio.sleep(3.5)
            client.cancel()


if __name__ == "__main__":
    asyncio.run(main())
