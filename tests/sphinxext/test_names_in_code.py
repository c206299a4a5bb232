"""Links from the names in an example's code, and small words of a card."""

import ast
import sys
from pathlib import Path

import pytest

from cheatsheet.sphinxext import card, links
from looptape.script import Script
from looptape.text.words import seconds


def test_a_decorator_is_one_link() -> None:
    """Pygments makes one piece of the sign and the first part of the name."""
    line = '<span class="nd">@types</span><span class="o">.</span>coroutine'
    linked = links.link(
        line, [(1, 1, 16, "types.coroutine")], {"types.coroutine": "there"}
    )
    assert linked == f'<a class="example-link" href="there">{line}</a>'
    assert links.link(line, [(1, 3, 16, "x")], {"x": "there"}) == line


def test_names_in_code() -> None:
    source = """import asyncio
from aiohttp import web
async def main(request: web.Request):
    async with asyncio.TaskGroup() as group:
        task = group.create_task(request.json())
    task.result()
    process = await asyncio.create_subprocess_exec("ls")
    await process.wait()
    twice = asyncio.Event()
    twice = asyncio.Lock()
    twice.set()
    print("é", asyncio.sleep, f"{asyncio.run}")
"""
    lines = source.splitlines()
    found = [
        (lines[line - 1][start:end], name)
        for line, start, end, name in links.names_of(ast.parse(source), source)
        if line > 2 and name != "asyncio"
    ]
    # Python 3.11 gives no positions inside f-strings.
    in_f_strings = [("asyncio.run", "asyncio.run")] * (sys.version_info >= (3, 12))
    assert found == [
        ("web.Request", "aiohttp.web.Request"),
        ("web", "aiohttp.web"),
        ("asyncio.TaskGroup", "asyncio.TaskGroup"),
        ("create_task", "asyncio.TaskGroup.create_task"),
        ("json", "aiohttp.web.Request.json"),
        ("result", "asyncio.Task.result"),
        ("asyncio.create_subprocess_exec", "asyncio.create_subprocess_exec"),
        ("wait", "asyncio.subprocess.Process.wait"),
        ("asyncio.Event", "asyncio.Event"),
        ("asyncio.Lock", "asyncio.Lock"),
        ("asyncio.sleep", "asyncio.sleep"),
        *in_f_strings,
    ]


def test_the_longest_known_name_is_linked() -> None:
    line = (
        '<span class="n">a</span><span class="o">.</span><span class="n">b</span> &lt;'
    )
    names = [(1, 0, 3, "a.b"), (1, 0, 1, "a")]
    both = links.link(line, names, {"a": "A", "a.b": "B"})
    assert both == f'<a class="example-link" href="B">{line[:-5]}</a> &lt;'
    short = links.link(line, names, {"a": "A"})
    assert short.startswith(
        '<a class="example-link" href="A"><span class="n">a</span></a>'
    )


def test_a_decorator_is_linked_with_its_sign() -> None:
    line = '<span class="nd">@a</span><span class="o">.</span><span class="n">b</span>'
    linked = links.link(line, [(1, 1, 4, "a.b")], {"a.b": "B"})
    assert linked == f'<a class="example-link" href="B">{line}</a>'


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 s"),
        (10**9, "1 s"),
        (25 * 10**7, "0.25 s"),
        (10**8, "0.1 s"),
        (12 * 10**6, "12 ms"),
        (1_500_000, "1.5 ms"),
        (2_000, "2 µs"),
        (7, "7 ns"),
        (60 * 10**9, "60 s"),
        (10_800_000_000, "10.8 s"),
        (1_234_567_890, "1.23 s"),
        (1000 * 10**9, "1000 s"),
    ],
)
def test_times_have_three_digits_at_most(ns: int, text: str) -> None:
    assert seconds(ns) == text


@pytest.mark.parametrize(
    ("pythons", "text"),
    [
        (["3.11"], "3.11"),
        (["3.11", "3.12"], "3.11 and 3.12"),
        (["3.9", "3.10", "3.11"], "3.9 to 3.11"),
        (["3.11", "3.13"], "3.11 and 3.13"),
    ],
)
def test_pythons_in_words(pythons: list[str], text: str) -> None:
    assert card.spoken(pythons) == text


def test_a_part_begins_at_its_decorator(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text("import a\n\n\n@a.b\n@a.c\ndef d():\n    pass\n", encoding="utf-8")
    script = Script.read(path)
    assert card.passages_of(script, ["d"]) == [(4, "@a.b\n@a.c\ndef d():\n    pass")]
