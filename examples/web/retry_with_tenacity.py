# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp", "tenacity"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without tenacity"
# ///
"""Retry a coroutine function with the library tenacity.

`retry` turns an `async def` function into one that is called again
after an error that `is_temporary` accepts. `AsyncRetrying` repeats a
block in the same way. With `reraise=True`, the last error is raised as
it is; without it, tenacity raises a `RetryError` when it gives up. An
error that it does not retry is raised as it is in both cases.
"""

import asyncio
import random

import aiohttp
import tenacity
from aiohttp import web


def is_temporary(error):
    if isinstance(error, aiohttp.ClientResponseError):
        return error.status == 429 or error.status >= 500
    lasting = (
        aiohttp.InvalidURL,
        aiohttp.NonHttpUrlClientError,
        aiohttp.ClientSSLError,
    )
    if isinstance(error, lasting):
        return False
    return isinstance(error, (aiohttp.ClientError, TimeoutError))


def report(state):
    error = state.outcome.exception()
    why = getattr(error, "status", type(error).__name__)
    print(f"{why}, again in {state.upcoming_sleep:.1f} s")


policy = {
    "retry": tenacity.retry_if_exception(is_temporary),
    "wait": tenacity.wait_random_exponential(multiplier=0.4, max=30),
    "stop": tenacity.stop_after_attempt(3),
    "before_sleep": report,
    "reraise": True,
}


@tenacity.retry(**policy)
async def get_text(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.text()


async def put(session, url, text):
    async for attempt in tenacity.AsyncRetrying(**policy):
        with attempt:
            async with session.put(url, data=text) as response:
                response.raise_for_status()
                return await response.text()


async def main():
    troubles = {"/news": [503, 429], "/notes": [500], "/olds": [404]}

    async def answer(request):
        left = troubles.get(request.path, [503])
        status = left.pop(0) if left else 200
        return web.Response(status=status, text="done")

    app = web.Application()
    app.add_routes([web.route("*", "/{path}", answer)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            print("/news:", await get_text(session, "/news"))
            print("/notes:", await put(session, "/notes", "buy bread"))
            for url in "/olds", "/down":
                try:
                    await get_text(session, url)
                except aiohttp.ClientResponseError as error:
                    print(f"{url}: {error.status}")
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    random.seed(1)  # the same pauses in each run, for this page only
    asyncio.run(main())
