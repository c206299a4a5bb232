"""What is told of tasks that only yield to the loop, or that yield wrongly.

Each program tells the truth itself: by what another callback of the same turn has
seen, and by the error that asyncio throws into it.
"""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain


def told(folder: Path, source: str) -> list[str]:
    """The sentences of a program, step by step."""
    path = folder / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    recording = record(Script.read(path))
    assert (recording.ended, recording.error) == ("returned", None)
    return [plain(row.sentence) for row in Figure(recording).rows()]


def around(sentences: list[str], printed: str) -> tuple[str, str]:
    """The steps that print a text, and the one before."""
    (place,) = (at for at, one in enumerate(sentences) if f"“{printed}" in one)
    return sentences[place - 1], sentences[place]


LOST = """
    import asyncio
    async def hang_up(reader, writer):
        await reader.readline()
        writer.transport.abort()
    async def main():
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            _, writer = await asyncio.open_connection(*address)
            writer.write(b"one\\n")
            await asyncio.sleep(1)
            for data in b"two", b"three":
                writer.write(data)
            size = writer.transport.get_write_buffer_size()
            print("waits:", size, writer.transport.is_closing())
            try:
                await writer.drain()
            except ConnectionError:
                print("lost")
    asyncio.run(main())
"""


def test_a_drain_of_a_closing_connection_yields_one_turn(tmp_path: Path) -> None:
    before, after = around(told(tmp_path, LOST), "lost")
    # The buffer is empty, so that nothing waits until there is room.
    assert before.endswith("prints “waits: 0 True” and yields control.")
    assert after.startswith("main gets its next turn, prints “lost”")
