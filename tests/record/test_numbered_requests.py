"""A response is told of once, by the request that it is to."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

# Answers are numbered.
PROGRAM = """
    import asyncio
    import aiohttp
    from aiohttp import web
    numbers = iter(range(9))
    async def answer(request):
        return web.Response(text=f"answer {{next(numbers)}}")
    async def main():
        app = web.Application()
        app.add_routes([web.get("/", answer), web.get("/b", answer)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 8080).start()
        async with aiohttp.ClientSession("http://127.0.0.1:8080") as session:
            for path in {paths}:
                async with session.get(path) as response:
                    print(await response.text())
        await runner.cleanup()
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("paths", "came"),
    [
        (["/"], ["the response to GET / arrived"]),
        (["/", "/"], ["the response to GET / arrived"] * 2),
        (
            ["/", "/b"],
            ["the response to GET / arrived", "the response to GET /b arrived"],
        ),
    ],
)
def test_a_response_is_told_of_once(
    tmp_path: Path, paths: list[str], came: list[str]
) -> None:
    sentences = sentences_of(tmp_path, PROGRAM.format(paths=paths))
    for number, what in enumerate(came):
        begin = f"main wakes up because {what}. It prints “answer {number}”"
        assert any(one.startswith(begin) for one in sentences)
