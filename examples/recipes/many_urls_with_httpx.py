# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
#
# [tool.looptape]
# clock = "real"
# because = "the recorder does not know HTTPX"
# ///
"""Fetch many URLs with HTTPX, a few at a time.

One client has a pool of connections for all requests, and
`max_connections` limits how many there are. `pool=None` lets a request
wait for a free connection as long as it takes; with `timeout=5` alone,
the last URLs of a long list would fail with `PoolTimeout`.
"""

import asyncio

import httpx


async def answer(reader, writer):
    request = await reader.readuntil(b"\r\n\r\n")
    path = request.split()[1].decode()
    await asyncio.sleep(0.2)
    status = "404 Not Found" if path == "/3" else "200 OK"
    head = f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n"
    writer.write(f"{head}Connection: close\r\n\r\nok".encode())
    await writer.drain()
    writer.close()


async def status_of(client, path):
    try:
        response = await client.get(path)
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        return f"{path}: {error.response.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{path}: {type(error).__name__}"
    return f"{path}: {len(response.content)} bytes"


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    _, port = server.sockets[0].getsockname()
    limits = httpx.Limits(max_connections=2)
    async with (
        server,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            limits=limits,
            timeout=httpx.Timeout(5, pool=None),
        ) as client,
    ):
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(status_of(client, f"/{number}"))
                for number in range(1, 5)
            ]
        for task in tasks:
            print(task.result())


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
