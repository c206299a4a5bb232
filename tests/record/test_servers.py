"""What is told of servers that are closed while they serve.

Each program tells the truth itself: by `Task.cancelling`, which counts who has asked
the task to cancel, and by the server.
"""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.record.reading import sentences_of

CLOSED = """
    import asyncio
    async def greet(reader, writer):
        await reader.read()
        writer.close()
    async def serve(server):
        try:
            await server.serve_forever()
        except asyncio.CancelledError:
            asked = asyncio.current_task().cancelling()
            print("ended:", asked, server.is_serving())
    async def main():
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        task = asyncio.create_task(serve(server))
        _, writer = await asyncio.open_connection(*address)
        await asyncio.sleep(1)
        {}
        await asyncio.sleep(1)
        print("main closes its connection")
        writer.close()
        await task
    asyncio.run(main())
"""


def told(folder: Path, ends: str) -> list[str]:
    """The sentences of the one that serves, step by step."""
    path = folder / "program.py"
    path.write_text(textwrap.dedent(CLOSED).format(ends), encoding="utf-8")
    recording = record(Script.read(path))
    assert (recording.ended, recording.error) == ("returned", None)
    sentences = [plain(row.sentence) for row in Figure(recording).rows()]
    return [one for one in sentences if one.startswith("serve ")]


@pytest.mark.parametrize(
    ("ends", "how", "asked"),
    [
        ("server.close()", "is cancelled because main closed its server, and ", 0),
        ("task.cancel()", "is cancelled by main while serving, and ", 1),
    ],
)
def test_a_server_that_is_closed_serves_no_more(
    tmp_path: Path, ends: str, how: str, asked: int
) -> None:
    serves, *between, ended = told(tmp_path, ends)
    assert serves == "serve starts and serves until it is cancelled."
    printed = f"“ended: {asked} False”"
    assert printed in ended
    if between:  # Before 3.12 nobody waits for connections that are open.
        assert between == [f"serve {how}waits until the server is closed."]
        start = "serve wakes up because the server is closed. It prints "
        assert ended.startswith(start + printed)
    else:
        assert ended.startswith(f"serve {how.removesuffix(', and ')}. It prints ")


@pytest.mark.parametrize(
    "opens",
    [
        'asyncio.start_server(serve, "127.0.0.1", 7007',
        'loop.create_server(asyncio.Protocol, "127.0.0.1", 7007',
        'asyncio.start_unix_server(serve, "there"',
    ],
)
@pytest.mark.parametrize("now", [True, False])
def test_a_server_that_begins_to_listen_is_told(
    tmp_path: Path, opens: str, now: bool
) -> None:
    """The program prints whether it does, after the call that makes it do so."""
    source = f"""
        import asyncio
        async def serve(reader, writer):
            writer.close()
        async def main():
            loop = asyncio.get_running_loop()
            server = await {opens}, start_serving={now})
            print("serves", server.is_serving())
            if not {now}:
                await server.start_serving()
            print("serves", server.is_serving())
            server.close()
        asyncio.run(main())
    """
    (told,) = [
        one for one in sentences_of(tmp_path, source) if "sets up a server" in one
    ]
    before = "starts, " if now else "prints “serves False”, "
    assert told.endswith(f"{before}sets up a server and yields control.")
