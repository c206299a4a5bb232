# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Use a session and a response in ways that aiohttp refuses.

Read a response inside its `async with` block, and while its session
is open.
"""

import asyncio

import aiohttp
from aiohttp import web


async def photo(request):
    return web.Response(body=bytes(1_000_000))


async def read_after_the_block(session, url):
    async with session.get(url) as response:
        pass
    await response.read()


async def use_a_closed_session(session, url):
    await session.close()
    await session.get(url)


async def forget_async_with(session, url):
    request = session.get(url)
    try:
        request.json()
    finally:
        request.close()


async def write_with(session, url):
    with session:
        await session.get(url)


async def put_a_flag_in_the_query(session, url):
    await session.get(url, params={"large": True})


async def leave_out_http(session, url):
    await session.get("127.0.0.1/photo")


MISTAKES = (
    read_after_the_block,
    use_a_closed_session,
    forget_async_with,
    write_with,
    put_a_flag_in_the_query,
    leave_out_http,
)


async def main():
    app = web.Application()
    app.add_routes([web.get("/photo", photo)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        url = f"http://{host}:{port}/photo"
        for mistake in MISTAKES:
            async with aiohttp.ClientSession() as session:
                try:
                    await mistake(session, url)
                except Exception as error:
                    print(f"{type(error).__name__}: {error}")
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
