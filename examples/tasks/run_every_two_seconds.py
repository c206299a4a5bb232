"""Run a job every 2 s in the background: check that a server is up.

`every` sleeps until the next run is due, so the time that a job takes
does not accumulate. The group cancels the task if `main` fails;
otherwise `main` cancels it itself.
"""

import asyncio
from itertools import count


async def every(seconds, job, *arguments):
    loop = asyncio.get_running_loop()
    start = loop.time()
    for tick in count(1):
        await job(*arguments)
        await asyncio.sleep(start + tick * seconds - loop.time())


async def check(port):
    try:
        async with asyncio.timeout(1):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError as error:
        print(f"check: {type(error).__name__}")
    else:
        writer.close()
        print("check: the server is up")


async def serve(reader, writer):
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, asyncio.TaskGroup() as group:
        port = server.sockets[0].getsockname()[1]
        checks = group.create_task(every(2, check, port), name="every")
        await asyncio.sleep(3)
        print("main: stops the server")
        server.close()
        await asyncio.sleep(2)
        checks.cancel()
    print("main: ends")


if __name__ == "__main__":
    asyncio.run(main())
