# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Retry with exponential backoff and jitter.

A server in trouble answers 429 or 5xx, or breaks the connection, and
may recover soon. The upper limit of the pause doubles with each
attempt, and the pause is a random time up to that limit: without this
jitter, all clients that failed together would come back together.
"""

import asyncio
import random

import aiohttp
from aiohttp import web

ATTEMPTS = 5


def is_temporary(error):
    if isinstance(error, aiohttp.ClientResponseError):
        # A 404 would only happen again.
        return error.status == 429 or error.status >= 500
    lasting = (
        aiohttp.InvalidURL,
        aiohttp.NonHttpUrlClientError,
        aiohttp.ClientSSLError,
    )
    return not isinstance(error, lasting)


async def get_text(session, url):
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with session.get(url) as response:
                response.raise_for_status()
                return await response.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            if attempt == ATTEMPTS or not is_temporary(error):
                raise
            why = getattr(error, "status", type(error).__name__)
        pause = random.uniform(0, 2**attempt)
        print(f"{url}: {why}, again in {pause:.1f} s")
        await asyncio.sleep(pause)


async def main():
    # After a single hang-up, aiohttp itself sends the request again.
    troubles = [503, 0, 0]

    async def news(request):
        status = troubles.pop(0) if troubles else 200
        if not status:
            request.transport.close()  # hangs up
        return web.Response(status=status or 200, text="all is well")

    app = web.Application()
    app.add_routes([web.get("/news", news)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            print("/news:", await get_text(session, "/news"))
            try:
                await get_text(session, "/olds")
            except aiohttp.ClientResponseError as error:
                print("/olds:", error.status, error.message)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    random.seed(1)  # the same pauses in each run, for this page only
    asyncio.run(main())
