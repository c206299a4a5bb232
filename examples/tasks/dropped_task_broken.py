"""A background task that nothing refers to can disappear.

The event loop keeps only a weak reference to a task. Here only the
listener refers to its stream reader, and only that reader refers to the
waiting listener. So Python collects both, although the listener has
not finished. The sleeper survives, because a timer refers to it.
"""

import asyncio
import gc
from contextlib import closing


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


async def doze():
    await asyncio.sleep(2)
    print("sleeper: awake")


def log(loop, context):
    print(f"  log: {context['message']}")


async def main():
    gc.disable()  # so that only the call below collects garbage
    asyncio.get_running_loop().set_exception_handler(log)
    server = await asyncio.start_server(send_news, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        asyncio.create_task(listen(port), name="listener")
        asyncio.create_task(doze(), name="sleeper")
        await asyncio.sleep(1.5)
        gc.collect()  # as Python does by itself from time to time
        await asyncio.sleep(2)
    print("main: ends")


if __name__ == "__main__":
    asyncio.run(main())
