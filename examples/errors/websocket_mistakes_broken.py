# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# varies = [":\\d+/"]
# ///
"""Misuse a WebSocket at both ends.

Only one task at a time may receive, and nothing can be sent once the
connection is closed.
"""

import asyncio

import aiohttp
from aiohttp import web


async def page(request):
    return web.Response(text="no WebSocket here")


async def prices(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await asyncio.sleep(1)
    await socket.send_str("tea costs 3")
    await socket.receive()  # until the client closes
    try:
        await socket.send_str("cake costs 4")
    except ConnectionError as error:
        print(f"server: {type(error).__name__}: {error}")
    return socket


async def use(session):
    try:
        await session.ws_connect("/page")
    except aiohttp.ClientError as error:
        print(f"client: {type(error).__name__}: {error}")
    async with session.ws_connect("/prices") as socket:
        first = asyncio.create_task(socket.receive_str())
        await asyncio.sleep(0)
        try:
            await socket.receive_str()
        except RuntimeError as error:
            print(f"client: {type(error).__name__}: {error}")
        print("client:", await first)


async def main():
    app = web.Application()
    app.router.add_get("/page", page)
    app.router.add_get("/prices", prices)
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            await use(session)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
