"""A callback that is cancelled before the loop calls it."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain

PROGRAM = """
    import asyncio
    def note(): pass
    def ring(): pass
    async def main():
        loop = asyncio.get_running_loop()
        soon = loop.call_soon(note)
        later = loop.call_later(2, ring)
        other = loop.call_later(3, ring)
        CANCEL
        await asyncio.sleep(1)
    asyncio.run(main())
"""
# What cancels, and what is told of that.
TOLD = {
    "soon": ("soon.cancel()", ", cancels the call of note()"),
    "a timer": ("later.cancel()", ", cancels the call of ring()"),
    "two": ("later.cancel(); other.cancel()", ", cancels two calls of ring()"),
    "both": (
        "soon.cancel(); other.cancel()",
        ", cancels the calls of note() and ring(),",
    ),
    "twice": ("soon.cancel(); soon.cancel()", ", cancels the call of note()"),
}
# What cancels nothing, and why.
NOTHING = {
    "it has run": "await asyncio.sleep(0); soon.cancel()",
    "a library's": "async with asyncio.timeout(1): pass",
}


@pytest.mark.parametrize(("cancel", "words"), TOLD.values(), ids=list(TOLD))
def test_a_cancelled_call_is_told(tmp_path: Path, cancel: str, words: str) -> None:
    (told,) = (one for one in _told(tmp_path, cancel) if "cancels" in one)
    assert f"ring() twice{words}" in told
    assert told.count("cancels") == 1


@pytest.mark.parametrize("cancel", NOTHING.values(), ids=list(NOTHING))
def test_what_is_not_scheduled_is_not_cancelled(tmp_path: Path, cancel: str) -> None:
    assert not any("cancels" in one for one in _told(tmp_path, cancel))


def _told(tmp_path: Path, cancel: str) -> list[str]:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM.replace("CANCEL", cancel)))
    rows = Figure(record(Script.read(path))).rows()
    return [plain(row.sentence) for row in rows if isinstance(row, Row)]
