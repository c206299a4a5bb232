"""How a task is called that a library makes, and that runs the program's code.

The program tells the truth itself: which coroutine runs its code, and of which file.
"""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.record.reading import sentences_of

UPLOAD = """
    import asyncio
    from aiohttp import ClientSession, web
    async def body():
        coroutine = asyncio.current_task().get_coro()
        file = coroutine.cr_code.co_filename
        print(coroutine.__qualname__, "aiohttp" in file)
        yield b"one"
        await asyncio.sleep(1)
        yield b"two"
    async def answer(request):
        return web.Response(text=str(len(await request.read())))
    async def write_bytes():
        await asyncio.sleep(0.5)
        print("its own")
    async def main():
        app = web.Application()
        app.router.add_post("/", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 8080).start()
        own = asyncio.create_task(write_bytes())
        async with ClientSession() as session:
            async with session.post("http://127.0.0.1:8080/", data=body()) as response:
                print(await response.text())
        await own
        await runner.cleanup()
    asyncio.run(main())
"""


def test_a_task_of_a_library_that_is_shown_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(UPLOAD), encoding="utf-8")
    recording = record(Script.read(path))
    assert (recording.ended, recording.error) == ("returned", None)
    truth = "ClientRequest.write_bytes True"
    assert truth in recording.stdout()
    figure = Figure(recording)
    sentences = [plain(row.sentence) for row in figure.rows()]
    (sends,) = (one for one in sentences if f"“{truth}”" in one)
    assert sends.startswith("aiohttp's write_bytes ")
    (own,) = (one for one in sentences if "“its own”" in one)
    assert own.startswith("write_bytes ")
    # What it sends is no answer yet.
    (arrives,) = (one for one in sentences if "the response to POST / arrived" in one)
    assert "prints “6”" in arrives


def test_requests_that_are_gathered_are_told_as_requests(tmp_path: Path) -> None:
    source = """
        import asyncio
        from aiohttp import ClientSession, web
        async def answer(request):
            await asyncio.sleep(1)
            return web.Response(text=request.match_info["name"])
        async def main():
            app = web.Application()
            app.router.add_get("/{name}", answer)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            async with ClientSession(url) as session:
                both = await asyncio.gather(session.get("/a"), session.get("/b"))
                print(*[await one.text() for one in both])
            await runner.cleanup()
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    assert "creates get 1 and get 2, and waits for both." in sentences[1]
    assert "get 1 starts and waits for the response to GET /a." in sentences
    arrived = "get 2 wakes up because the response to GET /b arrived"
    assert any(each.startswith(arrived) for each in sentences)
    assert any("prints “a b”" in each for each in sentences)
