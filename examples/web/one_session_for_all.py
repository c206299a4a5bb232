# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Use one session for all requests.

A `ClientSession` keeps a connection open after the answer, and the next
request to the same server reuses it.
With a session for each request, each request pays for a new connection.
"""

import asyncio

import aiohttp
from aiohttp import web

connections = []


async def tell_connection(request):
    await asyncio.sleep(0.5)
    client = request.transport.get_extra_info("peername")
    if client not in connections:
        connections.append(client)
    number = connections.index(client) + 1
    return web.Response(text=f"this is connection {number}")


async def ask(session, url):
    async with session.get(url) as response:
        print("server says:", await response.text())


async def main():
    app = web.Application()
    app.add_routes([web.get("/", tell_connection)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        url = f"http://{host}:{port}/"

        print("a session for each request")
        for _ in range(3):
            async with aiohttp.ClientSession() as session:
                await ask(session, url)

        print("one session for all")
        async with aiohttp.ClientSession() as session:
            for _ in range(3):
                await ask(session, url)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
