"""Fetch many pages in one group, at most two at a time.

Each task of the group waits for the semaphore before it connects.
The server counts how many requests it answers at the same time.
"""

import asyncio

PAGES = {"/a": "apples", "/b": "bread", "/c": "carrots", "/e": "eggs"}
busy = []
peaks = []


async def serve(reader, writer):
    path = (await reader.readline()).decode().strip()
    busy.append(path)
    peaks.append(len(busy))
    try:
        await asyncio.sleep(1)
        writer.write(PAGES.get(path, "missing").encode())
    finally:
        busy.remove(path)
        writer.close()


async def fetch(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{path}\n".encode())
        text = await reader.read()
    finally:
        writer.close()
    if not text:
        raise ConnectionError(f"no answer to {path}")
    return text.decode()


async def fetch_one(limit, port, path):
    async with limit:
        return await fetch(port, path)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    paths = ["/a", "/b", "/c", "/d", "/e"]
    limit = asyncio.Semaphore(2)
    async with server, asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(fetch_one(limit, port, path), name=path)
            for path in paths
        ]
    for path, task in zip(paths, tasks, strict=True):
        print(f"{path}: {task.result()}")
    print(f"server: never more than {max(peaks)} requests at a time")


if __name__ == "__main__":
    asyncio.run(main())
