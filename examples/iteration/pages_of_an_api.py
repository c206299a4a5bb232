# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Pagination: iterate over all items of an API that returns pages.

The generator requests a page, yields its items, and goes on with the
address of the next page. Its reader sees one stream of items, and a
page that the reader does not need is never requested.
"""

import asyncio
from contextlib import aclosing

import aiohttp
from aiohttp import web


async def all_items(session, path):
    while path:
        async with session.get(path) as response:
            response.raise_for_status()
            page = await response.json()
        for item in page["items"]:
            yield item
        path = page["next"]


async def list_items(request):
    page = int(request.query["page"])
    print(f"  server: page {page} of 3")
    path = f"/items?page={page + 1}" if page < 3 else None
    items = [f"item {2 * page - 1}", f"item {2 * page}"]
    return web.json_response({"items": items, "next": path})


async def main():
    app = web.Application()
    app.router.add_get("/items", list_items)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        session = aiohttp.ClientSession(f"http://{host}:{port}")
        items = all_items(session, "/items?page=1")
        async with session, aclosing(items):
            async for item in items:
                print(item)
                if item == "item 3":
                    break
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
