# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""A web application with a background task.

Each route maps a method and a path to a coroutine function.
A middleware wraps all handlers. An async generator holds what lives
as long as the application: the code before the `yield` starts it,
and the code after the `yield` ends it.
"""

import asyncio

import aiohttp
from aiohttp import web

STOCK = web.AppKey("stock", dict)
routes = web.RouteTableDef()


@routes.get("/stock")
async def show_stock(request):
    return web.json_response(request.app[STOCK])


@routes.post("/buy/{item}")
async def buy(request):
    stock = request.app[STOCK]
    item = request.match_info["item"]
    if not stock.get(item):
        raise web.HTTPNotFound(text=f"no {item} left")
    stock[item] -= 1
    return web.Response(text=f"one {item} for you")


@web.middleware
async def log(request, handler):
    print(f"server: {request.method} {request.path}")
    return await handler(request)


async def bake(stock):
    while True:
        await asyncio.sleep(2)
        stock["bread"] += 1


async def bakery(app):
    app[STOCK] = {"bread": 0}
    task = asyncio.create_task(bake(app[STOCK]), name="bakery")
    yield
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()  # raises the error that ended it before
    print("server: bakery closed")


async def client(site):
    async with aiohttp.ClientSession(site) as session:
        for _ in range(2):
            async with session.post("/buy/bread") as response:
                print("client:", await response.text())
            await asyncio.sleep(2.5)
        async with session.get("/stock") as response:
            print("client: stock is", await response.json())


async def main():
    app = web.Application(middlewares=[log])
    app.add_routes(routes)
    app.cleanup_ctx.append(bakery)
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        await client(f"http://{host}:{port}")
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
