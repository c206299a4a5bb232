# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Send JSON, query parameters and a token.

A header given to the session goes out with every request, `json=` sends
a body, and `params=` adds query parameters to the address and escapes
them. A status of 400 or more is not an exception until
`raise_for_status` makes it one.
"""

import asyncio

import aiohttp
from aiohttp import web

NOTES = ["buy bread", "bread & butter"]


async def add(request):
    if request.headers.get("Authorization") != "Bearer let-me-in":
        raise web.HTTPUnauthorized
    NOTES.append((await request.json())["text"])
    return web.json_response({"number": len(NOTES)}, status=201)


async def find(request):
    word = request.query["word"]
    return web.json_response([text for text in NOTES if word in text])


async def client(site):
    note = {"text": "call Ann"}
    token = {"Authorization": "Bearer let-me-in"}
    async with aiohttp.ClientSession(site, headers=token) as session:
        async with session.post("/notes", json=note) as response:
            print(response.status, await response.json())
        words = {"word": "bread & "}
        async with session.get("/notes", params=words) as response:
            print(response.url.raw_path_qs, await response.json())
    try:
        async with aiohttp.ClientSession(site) as session:
            async with session.post("/notes", json=note) as response:
                response.raise_for_status()
    except aiohttp.ClientResponseError as error:
        print("without the token:", error.status, error.message)


async def main():
    app = web.Application()
    app.add_routes([web.post("/notes", add), web.get("/notes", find)])
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
