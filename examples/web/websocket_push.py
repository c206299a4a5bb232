# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""A WebSocket: both sides speak when they want to.

The client connects once. Then the server pushes prices without being
asked, one each second. The client answers one of them, and the server
hears it while it goes on with its prices.
"""

import asyncio

import aiohttp
from aiohttp import web


async def push(socket):
    for price in 12, 9, 11:
        await asyncio.sleep(1)
        await socket.send_str(f"the price is {price}")


async def market(request):
    asyncio.current_task().set_name("market")
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async with asyncio.TaskGroup() as group:
        group.create_task(push(socket), name="push")
        async for message in socket:  # ends when the client closes
            print(f"market hears: {message.data}")
            await socket.send_str("sold")
    return socket


async def client(session, url):
    async with session.ws_connect(url) as socket:
        for _ in range(4):
            text = await socket.receive_str()
            print(f"client hears: {text}")
            if text == "the price is 9":
                await socket.send_str("I buy")


async def main():
    app = web.Application()
    app.router.add_get("/", market)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    async with aiohttp.ClientSession() as session:
        await client(session, f"http://{host}:{port}/")
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
