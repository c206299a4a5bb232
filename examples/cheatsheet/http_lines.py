# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Get a page, read and post JSON, with one session and a timeout.

These are the cheat sheet's lines about HTTP. The server is in the same
program, so the script runs without a network.
"""

import asyncio

import aiohttp
from aiohttp import web


async def answer(request):
    if request.method == "POST":
        return web.json_response({"got": await request.json()})
    return web.json_response({"path": request.path})


async def start_server():
    app = web.Application()
    app.router.add_route("*", "/{name}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    return runner, f"http://{host}:{port}/news"


async def talk(url):
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        async with session.get(url) as response:
            response.raise_for_status()
            data = await response.json()
        print(f"client: {data}")
        async with session.post(url, json={"item": 1}) as response:
            text = await response.text()
        print(f"client: {response.status} {text}")
        params, headers = {"page": 2}, {"Accept": "text/html"}
        async with session.get(
            url, params=params, headers=headers
        ) as response:
            print(f"client: {response.url.query_string}")


async def main():
    runner, url = await start_server()
    try:
        await talk(url)
    except (aiohttp.ClientError, TimeoutError) as error:
        print(f"client: {error}")
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
