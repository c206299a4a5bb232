# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Leave a session open.

aiohttp notices when Python deletes the session. By then, the place that
created it is no longer known, so the log names no line of the program.
"""

import asyncio
import warnings

import aiohttp
from aiohttp import web


async def price(request):
    return web.json_response({"tea": 3})


async def fetch(url):
    session = aiohttp.ClientSession()
    response = await session.get(url)
    return await response.json()


def log(loop, context):
    print("log:", context["message"])


async def main():
    asyncio.get_running_loop().set_exception_handler(log)
    app = web.Application()
    app.add_routes([web.get("/price", price)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        url = f"http://{host}:{port}/price"
        print("client:", await fetch(url))
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    warnings.simplefilter("ignore", ResourceWarning)
    asyncio.run(main())
