"""A client's middleware, which a request awaits, and which waits by itself."""

from pathlib import Path

from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    import aiohttp
    from aiohttp import web
    async def token(request):
        return web.Response(text="token")
    async def news(request):
        return web.Response(text="news")
    async def authorized(request, handler):
        async with request.session.post("/token", middlewares=()) as response:
            print(await response.text())
        await asyncio.sleep(2)
        return await handler(request)
    async def main():
        app = web.Application()
        app.add_routes([web.post("/token", token), web.get("/news", news)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 8080).start()
        url = "http://127.0.0.1:8080"
        async with aiohttp.ClientSession(url, middlewares=(authorized,)) as session:
            async with session.get("/news") as response:
                print(await response.text())
        await runner.cleanup()
    asyncio.run(main())
"""


def test_a_middleware_waits_for_what_it_awaits_itself(tmp_path: Path) -> None:
    told = " ".join(sentences_of(tmp_path, PROGRAM))
    # In the order of the program's lines.
    waits = [
        "waits for the response to POST /token",
        "because the response to POST /token arrived",
        "prints “token”",
        "sleeps for 2 s",
        "after sleeping 2 s",
        "waits for the response to GET /news",
        "because the response to GET /news arrived",
        "prints “news”",
    ]
    places = [told.find(one) for one in waits]
    assert -1 not in places
    assert places == sorted(places)
    assert "GET /news" not in told[: told.index("sleeps for 2 s")]
