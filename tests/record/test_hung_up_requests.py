"""A handler that closes its connection finishes no response."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

# The client prints what came: the response, or why it is none.
PROGRAM = """
    import asyncio
    import aiohttp
    from aiohttp import web
    async def handler(request):
        {does}
        return web.Response(text="all")
    async def main():
        app = web.Application()
        app.router.add_get("/", handler)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 8080)
        await site.start()
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get("http://127.0.0.1:8080/") as response:
                    print(await response.text())
            except aiohttp.ClientError as error:
                print(type(error).__name__)
        await runner.cleanup()
    asyncio.run(main())
"""
OTHER = """
        reader, writer = await asyncio.open_connection("127.0.0.1", 8080)
        writer.transport.close()
"""
ENDS = "closes the connection and ends."


@pytest.mark.parametrize(
    ("does", "printed", "said"),
    [
        ("pass", "all", "starts and finishes its response."),
        ("request.transport.close()", None, f"starts, {ENDS}"),
        ("request.transport.abort()", None, "starts, aborts the connection and ends."),
        (
            "request.transport.close(); await asyncio.sleep(1)",
            None,
            "wakes up after sleeping 1 s and ends.",
        ),
    ],
)
def test_a_handler_that_hangs_up_finishes_no_response(
    tmp_path: Path, does: str, printed: str | None, said: str
) -> None:
    # aiohttp asks once more where the connection was closed.
    sentences = sentences_of(tmp_path, PROGRAM.format(does=does))
    handled = [one for one in sentences if one.startswith("GET /")]
    lines = "ServerDisconnectedError" if printed is None else printed
    assert any(f"“{lines}”" in one for one in sentences)
    assert any(one.endswith(said) for one in handled)
    assert printed or not any("finishes its response" in one for one in handled)


def test_a_connection_that_a_handler_opens_is_not_the_request_s(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, PROGRAM.format(does=OTHER))
    handled = [one for one in sentences if one.startswith("GET /")]
    closes = "It closes the connection and finishes its response."
    assert [one.endswith(closes) for one in handled].count(True) == 1
