"""Warnings are printed as by plain Python."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from tests.record.watched import plain, told

PROGRAMS = {
    "a coroutine is lost": """
        import asyncio
        async def answer():
            pass
        async def main():
            answer()
            print("goes on")
        asyncio.run(main())
    """,
    "a loop is not run": """
        import asyncio
        async def main():
            try:
                asyncio.run(asyncio.sleep(0))
            except RuntimeError as error:
                print(error)
        asyncio.run(main())
    """,
    "a coroutine is left": """
        async def answer():
            pass
        kept = answer()
    """,
    "a program's own": """
        import warnings
        warnings.warn("old", FutureWarning)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_warning_is_as_of_plain_python(tmp_path: Path, name: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAMS[name]))
    out, err, status = plain(path)
    recording = record(Script.read(path))
    assert (told(recording, "out"), recording.status) == (out, status)
    # Plain Python gives the whole path of the program.
    assert told(recording, "err") == err.replace(f"{tmp_path}/", "")
    assert "Warning" in err
