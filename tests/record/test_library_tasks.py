"""How a task is called that a library makes, and that runs the program's code.

The program tells the truth itself: which coroutine runs its code, and of which file.
"""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain

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
