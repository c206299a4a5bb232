# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# varies = ["\\[Name or .*|\\[Temporary .*"]
# ///
"""Ask a server that isn't there or that doesn't answer.

The last request isn't made in a task: a callback runs a coroutine
by hand.
"""

import asyncio

import aiohttp


async def silent(reader, writer):
    await reader.read()
    writer.close()


async def fetch(session, url, total=300, sock_read=None):
    timeout = aiohttp.ClientTimeout(total, sock_read=sock_read)
    try:
        async with session.get(url, timeout=timeout) as response:
            return await response.text()
    except (aiohttp.ClientError, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}")


def fetch_in_a_callback(session, url):
    coroutine = fetch(session, url)
    try:
        coroutine.send(None)
    except StopIteration:
        print("callback: got no answer")


async def main():
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    url = f"http://{host}:{port}/prices"
    async with server, aiohttp.ClientSession() as session:
        await fetch(session, "http://127.0.0.1:1/prices")
        await fetch(session, "http://shop.invalid/prices")
        await fetch(session, url, sock_read=0.5)
        loop = asyncio.get_running_loop()
        loop.call_soon(fetch_in_a_callback, session, url)
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main())
