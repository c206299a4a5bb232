# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Limit how long a request may take.

`total` limits the whole request, from looking up the host to the last
byte of the body. `sock_read` limits each wait for more data, so an
answer that keeps trickling in can go on forever.
Both raise `TimeoutError`.
"""

import asyncio
import contextlib

import aiohttp
from aiohttp import web


async def drip(request):
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):  # the client left
        for _ in range(5):
            await asyncio.sleep(1)
            await response.write(b".")
    return response


async def ask(session, **limits):
    timeout = aiohttp.ClientTimeout(**limits)
    try:
        async with session.get("/", timeout=timeout) as response:
            print(limits, "the answer:", await response.text())
    except TimeoutError as error:
        print(limits, type(error).__name__)


async def main():
    app = web.Application()
    app.add_routes([web.get("/", drip)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            await ask(session, total=3)
            await ask(session, sock_read=3)
            await ask(session, sock_read=0.5)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
