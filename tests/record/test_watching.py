"""Watching changes nothing: programs do the same with and without the recorder.

Each runs by itself on Python's own loop, in an interpreter of its own, and then on
the recorder. Output and exit status have to be the same.
"""

import re
import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script, ScriptError
from looptape.timeline import Figure
from tests.record.watched import PROGRAMS, plain, told, write
from tests.record.watched_wholes import WHOLE

# Debug mode on the real clock notes each step that a busy machine has made slow.
SLOW = re.compile(r"Executing <.* took [\d.]+ seconds\n")


@pytest.mark.parametrize("clock", ["virtual", "real"])
@pytest.mark.parametrize("name", [*PROGRAMS, *WHOLE])
def test_a_program_does_the_same(tmp_path: Path, name: str, clock: str) -> None:
    if name == "exit" and clock == "real":
        pytest.skip("os._exit really ends the interpreter on the real clock")
    script = write(tmp_path, name)
    out, err, status = plain(script.path)
    recording = record(script, clock=clock)
    assert told(recording, "out") == out
    assert recording.status == status
    errors = SLOW.sub("", told(recording, "err"))
    assert (errors == "") == (SLOW.sub("", err) == "")
    # And it can be shown.
    figure = Figure(recording)
    assert figure.html() and figure.table() is not None


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfprint('caf\xc3\xa9')\n",
        b"# coding: latin-1\nprint('caf\xe9')\n",
        b"#!/usr/bin/env python3\n# -*- coding: cp1252 -*-\nprint('\x80')\n",
    ],
)
def test_a_file_is_read_as_python_reads_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "program.py"
    path.write_bytes(data)
    script = Script.read(path)
    out, _, _ = plain(path, PYTHONIOENCODING="utf-8")
    for each in (script, Script(path, f"\ufeff{script.source}")):
        recording = record(each)
        assert (told(recording, "out"), recording.error) == (out, None)


@pytest.mark.parametrize(
    "data", [b"# coding: no-such-one\n", b"print('\xe9')\n", b"# coding: utf-8\n\xff"]
)
def test_a_file_that_python_cannot_read_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "program.py"
    path.write_bytes(data)
    with pytest.raises(ScriptError, match=r"program\.py: cannot be read"):
        Script.read(path)


@pytest.mark.parametrize("name", ["random", "queue", "json", "os", "time", "program"])
def test_a_file_named_like_a_module_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("WORD = 'beside'\n")
    path = tmp_path / "program.py"
    path.write_text(
        f"import {name}, sys\nprint(getattr({name}, 'WORD', 'of Python'), __name__)\n"
    )
    out, _, _ = plain(path)
    before = sys.modules.get(name)
    assert told(record(Script.read(path)), "out") == out
    assert sys.modules.get(name) is before


def test_a_traceback_keeps_the_second_file(tmp_path: Path) -> None:
    recording = record(write(tmp_path, "second file"))
    assert told(recording, "err") == textwrap.dedent("""\
        Traceback (most recent call last):
          File "program.py", line 7, in <module>
            beside.fail()
          File "beside.py", line 2, in fail
            raise ValueError('beside')
        ValueError: beside
    """)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("asyncio.gathr()", 1),
        ("await asyncio.sleep(later)", 1),
        ("latr = 1; await asyncio.sleep(later)", 1),
        (
            """
            async def one():
                asyncio.gathr()
            async def two():
                latr = 1
                try:
                    later
                finally:
                    raise ValueError("no")
            async with asyncio.TaskGroup() as group:
                group.create_task(one())
                group.create_task(two())
            """,
            4,
        ),
        ("sys.excepthook = lambda *about: asyncio.gathr(); asyncio.slep()", 2),
    ],
)
def test_a_wrong_name_gets_the_hint_that_python_gives(
    tmp_path: Path, body: str, errors: int
) -> None:
    path = tmp_path / "program.py"
    main = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    path.write_text(
        f"import asyncio, sys\nasync def main():\n{main}\nasyncio.run(main())\n"
    )
    _, err, _ = plain(path)
    wanted, said = (
        [line for line in text.splitlines() if re.search(r"\b\w+(Error|Group): ", line)]
        for text in (err, told(record(Script.read(path)), "err"))
    )
    assert said == wanted and len(wanted) == errors
    assert any("Did you mean" in line for line in wanted) or "later)" in body


def test_no_repr_of_the_program_s_own_is_called(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(
        "class Beside:\n    def __repr__(self):\n        print('asked')\n"
        "        return 'B'\n"
    )
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
        import asyncio, dataclasses, fractions
        from beside import Beside
        class Own:
            def __repr__(self):
                print("asked")
                return "O"
        @dataclasses.dataclass
        class Pair:
            left: object
        class Plain:
            pass
        async def give(value):
            return value
        async def main():
            for value in (Own(), [Own()], {1: [Beside()]}, Pair(Own()), Pair(3),
                          ValueError(Own()), Plain(), fractions.Fraction(1, 2)):
                await asyncio.create_task(give(value))
        asyncio.run(main())
        """)
    )
    recording = record(Script.read(path))
    assert not recording.output and recording.error is None
    assert [step.value for step in recording.steps if step.lane] == [
        "<Own>",
        "<list>",
        "<dict>",
        "<Pair>",
        "Pair(left=3)",
        "<ValueError>",
        "<__main__.Plain object>",
        "Fraction(1, 2)",
    ]


def test_a_class_named_as_a_library_s_has_lanes_of_its_own(tmp_path: Path) -> None:
    recording = record(write(tmp_path, "class RequestHandler"))
    lanes = [(lane.kind, lane.name) for lane in recording.lanes]
    assert lanes == [("task", "main"), ("task", "_handle_request"), ("task", "start")]
    table = Figure(recording).table()
    assert "library" not in table and "finishes its response" not in table


def test_what_no_stream_takes_is_an_error(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text("print('\\ud83d')")
    error = record(Script.read(path)).error
    assert error is not None and error.startswith("UnicodeEncodeError: 'utf-8' codec")
    path.write_text("import sys\nprint('\\ud83d', file=sys.stderr)")
    recording = record(Script.read(path))
    assert [piece.text for piece in recording.output] == ["\\ud83d\n"]
    path.write_text("import sys\nsys.stdout.close()\nprint('x')")
    assert (
        record(Script.read(path)).error == "ValueError: I/O operation on closed file."
    )


def test_os_exit_raises_nothing(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, os\nasync def main():\n    os._exit(7)\nasyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert [(step.end, step.value, step.line) for step in recording.steps] == [
        ("returns", None, 3)
    ]
    assert recording.status == 7
