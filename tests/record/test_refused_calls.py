"""A call that the loop refuses is no deed."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script

# What is refused, and the error: what comes before and after it is scheduled.
REFUSED = {
    "call_soon": ("loop.call_soon(job)", "TypeError"),
    "call_later": ("loop.call_later(1, job)", "TypeError"),
    "call_at": ("loop.call_at(loop.time(), job)", "TypeError"),
    "no function": ("loop.call_at(None, note)", "TypeError"),
    "closed": ("other.call_soon(note)", "RuntimeError"),
}
PROGRAM = """
    import asyncio
    async def job(): pass
    def note(): pass
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_soon(note)
        try:
            CALL
        except ERROR:
            print("refused")
        loop.call_soon(note)
        await asyncio.sleep(0)
    other = asyncio.new_event_loop()
    other.close()
    asyncio.run(main(), debug=True)
"""


@pytest.mark.parametrize(("call", "error"), REFUSED.values(), ids=list(REFUSED))
def test_a_refused_call_is_no_deed(tmp_path: Path, call: str, error: str) -> None:
    path = tmp_path / "program.py"
    source = PROGRAM.replace("CALL", call).replace("ERROR", error)
    path.write_text(textwrap.dedent(source))
    first = record(Script.read(path)).steps[0]
    schedules = ("schedules", "note()")
    did = [(deed.verb, deed.name) for deed in first.deeds]
    assert did == [schedules, ("prints", ""), schedules]
