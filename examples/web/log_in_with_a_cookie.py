# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Log in once, and let the session send the cookie.

The session keeps the cookies that a server sets, and sends them back to
that server. If the host in the URL is an IP address, as here, the
session ignores them, unless its jar is `unsafe`. `save` writes a jar
to a file, and `load` reads it, so the next run is still logged in.
"""

import asyncio
import tempfile
from pathlib import Path

import aiohttp
from aiohttp import web


async def log_in(request):
    response = web.Response(text="welcome")
    response.set_cookie("session", "Ada")
    return response


async def greet(request):
    name = request.cookies.get("session", "stranger")
    return web.Response(text=f"hello, {name}")


async def get(session, path):
    async with session.get(path) as response:
        return await response.text()


async def client(site, file):
    for unsafe in False, True:
        jar = aiohttp.CookieJar(unsafe=unsafe)
        async with aiohttp.ClientSession(
            site, cookie_jar=jar
        ) as session:
            await get(session, "/login")
            print(f"{unsafe=}:", await get(session, "/"))
    jar.save(file)

    jar = aiohttp.CookieJar(unsafe=True)
    jar.load(file)
    async with aiohttp.ClientSession(site, cookie_jar=jar) as session:
        print("the next run:", await get(session, "/"))


async def main():
    app = web.Application()
    app.add_routes([web.get("/login", log_in), web.get("/", greet)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "cookies"
            await client(f"http://{host}:{port}", file)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
