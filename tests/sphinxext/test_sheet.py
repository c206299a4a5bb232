"""The `sheet` directive: its lines are out of scripts, and lead to them."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cheatsheet.sphinxext import links, sheet
from looptape.script import Script
from tests.sphinxext.tiny import CHAPTER, SHOW, Site

SOURCE = '''"""Title."""

import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def door(lock):
    """Docstring."""
    async with lock:
        yield [item async for item in lock]


async def main():
    try:
        task = asyncio.create_task(
            asyncio.sleep(1), name="nap"
        )
        await task
    except asyncio.CancelledError:
        raise
    try:
        print(task.result())
    except* ValueError as errors:
        print(errors)


asyncio.run(main())
'''


@pytest.mark.parametrize(
    "line",
    [
        "asyncio.run(main())",
        'task = asyncio.create_task(asyncio.sleep(1), name="nap")',
        "task.result()",
        "await task",
        "await task; task.result()",
        "async with lock:",
        "[item async for item in lock]",
        "@asynccontextmanager",
        "async def main():",
        "except asyncio.CancelledError:",
        "except* ValueError as errors:",
        "raise",
    ],
)
def test_line_of_a_script_is_found(tmp_path: Path, line: str) -> None:
    assert sheet.names_of(line, Script(tmp_path, SOURCE)) is not None


@pytest.mark.parametrize(
    "line",
    [
        "asyncio.run(other())",
        'task = asyncio.create_task(asyncio.sleep(2), name="nap")',
        "await task; task.cancel()",
        "with lock:",
        "async with lock as held:",
        "def main():",
        "@contextmanager",
        "except* asyncio.CancelledError:",
        "except ValueError as errors:",
        "'Docstring.'.upper()",
    ],
)
def test_other_line_is_not_found(tmp_path: Path, line: str) -> None:
    assert sheet.names_of(line, Script(tmp_path, SOURCE)) is None


@pytest.mark.parametrize("line", ["await", "else:", "for item in", "3 +"])
def test_line_that_is_no_python(tmp_path: Path, line: str) -> None:
    with pytest.raises(SyntaxError, match="is no line of Python"):
        sheet.names_of(line, Script(tmp_path, SOURCE))


def test_names_stand_where_they_are_in_the_row(tmp_path: Path) -> None:
    """In the script the call is broken into three lines."""
    line = 'task = asyncio.create_task(asyncio.sleep(1), name="nap")'
    names = sheet.names_of(line, Script(tmp_path, SOURCE))
    assert names is not None
    assert [(line[start:end], name) for _, start, end, name in names] == [
        ("asyncio.create_task", "asyncio.create_task"),
        ("asyncio", "asyncio"),
        ("asyncio.sleep", "asyncio.sleep"),
        ("asyncio", "asyncio"),
    ]
    known = {"asyncio.sleep": "s.html"}
    assert links.link("asyncio.sleep", [(1, 0, 13, "asyncio.sleep")], known)


PAGE = (
    SHOW["rst"].format(f"{CHAPTER}/gather")
    + """
.. sheet::

   async def main():
       await asyncio.sleep(1)
   -- many_at_once/gather, 3.11: waits, :func:`print` cannot
"""
)


def test_row_leads_to_reference_example_and_chapter(tiny: Site) -> None:
    tiny.write("index.rst", PAGE + "\n.. toctree::\n\n   many_at_once\n")
    tiny.write("many_at_once.rst", "Chapter\n=======\n")

    tiny.build()

    assert tiny.warnings == []
    page = BeautifulSoup(tiny.html(), "html.parser")
    row = page.select_one(".sheet > div")
    assert row is not None
    code, says = row.select("dt, dd")
    shown = " ".join(code.get_text().split())
    assert shown == "async def main(): await asyncio.sleep(1)"
    assert '<span>    <span class="k">await' in tiny.html()
    assert [str(link["href"]) for link in code.select("a")] == [
        "https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep"
    ]
    assert re.sub(r"\s+", " ", says.get_text()) == (
        "waits, print() cannot 3.11+ many_at_once/gather"
    )
    assert [link["href"] for link in says.select(".sheet-from a")] == [
        "many_at_once.html",
        "#example-gather",
    ]


@pytest.mark.parametrize(
    ("rows", "at", "words"),
    [
        ("await say()\n   -- many_at_once/gather: x", 0, "gather.py has no line"),
        ("raise\n   pass\n   -- many_at_once/gather: x", 0, "no line `raise`"),
        ("3 +\n   -- many_at_once/gather: x", 0, "is no line of Python"),
        ("pass\n   -- many_at_once/scatter: x", 1, "scatter.py: cannot be read"),
        ("pass\n   -- gather: x", 1, "`-- chapter/example, first Python: what"),
        ("-- many_at_once/gather: x", 0, "a row is lines of code, then"),
        ("pass", 0, "the row has no `-- chapter/example"),
    ],
)
def test_faulty_row_is_warned_about(tiny: Site, rows: str, at: int, words: str) -> None:
    shown = SHOW["rst"].format(f"{CHAPTER}/gather")
    tiny.write("index.rst", f"{shown}\n.. sheet::\n\n   {rows}\n")

    tiny.build()

    place = f"{tiny.folder}/index.rst:{8 + at}: WARNING: "
    assert [place in line and words in line for line in tiny.warnings] == [True], (
        tiny.warnings
    )
    assert not BeautifulSoup(tiny.html(), "html.parser").select(".sheet > div")


@pytest.mark.parametrize("builder", ["text", "latex", "singlehtml"])
def test_other_builders_write_the_row(tiny: Site, builder: str) -> None:
    tiny.write("index.rst", PAGE.replace(":func:`print`", "this"))
    tiny.write("many_at_once.rst", ":orphan:\n\nChapter\n=======\n")
    tiny.build(builder)
    assert tiny.warnings == []
