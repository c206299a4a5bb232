"""Download a file in the background, and show the progress.

`download` collects what arrives. Until the download is done, `main`
prints once a second how much has arrived. `asyncio.wait` returns early
when the task ends, and cancels nothing when its timeout expires.
"""

import asyncio
from contextlib import closing

PARTS = 4
PART = bytes(1000)


async def serve(reader, writer):
    with closing(writer):
        for _ in range(PARTS):
            await asyncio.sleep(0.7)
            writer.write(PART)


async def download(port, content):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        for _ in range(PARTS):
            content += await reader.readexactly(len(PART))
    return len(content)


async def main():
    content = bytearray()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        task = group.create_task(download(port, content))
        while not task.done():
            print(f"main: {len(content)} bytes so far")
            await asyncio.wait([task], timeout=1)
    print(f"main: {task.result()} bytes in all")


if __name__ == "__main__":
    asyncio.run(main())
