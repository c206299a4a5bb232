# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Make mistakes in an aiohttp server.

If a handler fails, the client only sees the status 500. What went wrong
is in the server's log.
"""

import asyncio
import io
import logging

import aiohttp
from aiohttp import web


async def no_return(request):
    web.Response(text="tea")


async def no_response(request):
    return "tea"


async def no_such_item(request):
    return web.json_response({"tea": 3}["cake"])


async def upload(request):
    return web.Response(text=await request.text())


class Short(logging.Handler):
    def emit(self, record):
        print("log:", record.getMessage())


async def main():
    logging.getLogger("aiohttp.server").addHandler(Short())
    app = web.Application()
    app.router.add_get("/no-return", no_return)
    app.router.add_get("/no-response", no_response)
    app.router.add_get("/no-such-item", no_such_item)
    app.router.add_post("/upload", upload)
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        try:
            app.router.add_get("/late", no_return)
        except RuntimeError as error:
            print(f"RuntimeError: {error}")
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            for path in "/no-return", "/no-response", "/no-such-item":
                async with session.get(path) as response:
                    print("client:", response.status)
            file = io.BytesIO(bytes(2_000_000))
            async with session.post("/upload", data=file) as response:
                print("client:", response.status, await response.text())
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
