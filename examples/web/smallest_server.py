# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""The smallest server.

A route maps a method and a path to a coroutine function, which
takes a request and returns a response. This script is its own client,
so it ends by itself. To write only a server, use `web.run_app(app)`.
Another run of `main` needs another `web.Application`.
"""

import asyncio

import aiohttp
from aiohttp import web


async def hello(request):
    name = request.match_info["name"]
    return web.Response(text=f"Hello, {name}!")


app = web.Application()
app.add_routes([web.get("/hello/{name}", hello)])


async def main():
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            async with session.get("/hello/Ann") as response:
                print(response.status, await response.text())
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
