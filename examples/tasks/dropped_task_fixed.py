"""Fire and forget, but keep a reference until the task is done.

A set refers to the background task, and a callback removes the task
when it is done. As in the broken version, `main` starts the listener
and does not wait for it.
"""

import asyncio
import gc
from contextlib import closing

background = set()


def start(coroutine, name):
    task = asyncio.create_task(coroutine, name=name)
    background.add(task)
    task.add_done_callback(background.discard)


async def send_news(reader, writer):
    with closing(writer):
        for number in 1, 2, 3:
            writer.write(f"news {number}\n".encode())
            await asyncio.sleep(1)


async def listen(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        while line := await reader.readline():
            print(f"listener: {line.decode().strip()}")


async def main():
    server = await asyncio.start_server(send_news, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        start(listen(port), "listener")
        await asyncio.sleep(1.5)
        gc.collect()
        print(f"main: background tasks: {len(background)}")
        await asyncio.sleep(2)
        print(f"main: background tasks: {len(background)}")


if __name__ == "__main__":
    asyncio.run(main())
