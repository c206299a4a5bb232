# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Use a WebSocket so that both sides can send at any time.

The server pushes a price each second without being asked, and listens
to its clients at the same time: for each client, it has one task that
sends and one that listens. The sending task is cancelled when the
client leaves. At shutdown, the server closes the open WebSockets.
"""

import asyncio
import weakref

import aiohttp
from aiohttp import web

OPEN = web.AppKey("open", weakref.WeakSet)


async def push(socket):
    price = 12
    while True:
        await asyncio.sleep(1)
        await socket.send_str(f"the price is {price}")
        price -= 1


async def market(request):
    asyncio.current_task().set_name("market")
    # A client that does not answer a ping within 15 s counts as gone.
    socket = web.WebSocketResponse(heartbeat=30)
    await socket.prepare(request)
    request.app[OPEN].add(socket)
    try:
        async with asyncio.TaskGroup() as group:
            pushing = group.create_task(push(socket), name="push")
            async for message in socket:  # ends when the client leaves
                if message.type is aiohttp.WSMsgType.ERROR:
                    break  # such as no answer to a ping
                print(f"market hears: {message.data}")
                await socket.send_str("sold")
            pushing.cancel()
    except* ConnectionResetError:
        pass  # the client left just before a message was sent
    print("market: the connection is closed")
    return socket


async def close_all(app):
    for socket in set(app[OPEN]):
        await socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)


async def buyer(session, url):
    async with session.ws_connect(url) as socket:
        async for message in socket:
            print(f"buyer hears: {message.data}")
            if message.data == "the price is 11":
                await socket.send_str("I buy")
            if message.data == "sold":
                break


async def watcher(session, url):
    async with session.ws_connect(url) as socket:
        async for message in socket:
            print(f"watcher hears: {message.data}")
        print(f"watcher: closed with code {socket.close_code}")


async def main():
    app = web.Application()
    app[OPEN] = weakref.WeakSet()
    app.add_routes([web.get("/", market)])
    app.on_shutdown.append(close_all)
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        url = f"http://{host}:{port}/"
        async with (
            aiohttp.ClientSession() as session,
            asyncio.TaskGroup() as group,
        ):
            group.create_task(buyer(session, url), name="buyer")
            group.create_task(watcher(session, url), name="watcher")
            await asyncio.sleep(3.5)
            await runner.cleanup()  # the watcher is still connected
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
