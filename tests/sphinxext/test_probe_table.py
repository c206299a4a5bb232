"""The table of a probe, and that what is recorded of every Python can be one."""

import re

import pytest

from cheatsheet.sphinxext.probe_table import WORDS, Row, html_of, parsed, rows
from cheatsheet.store.folder import REPAIR
from cheatsheet.store.probes import VERSIONS, Answers, cells
from cheatsheet.store.project import PROJECT
from looptape.script import Script

PROBES = PROJECT.probes()
COMMON = {
    "`asyncio.run()` inside a running loop": "asyncio.run() cannot be called from",
    "`loop.run_until_complete()` inside that loop": "This event loop is already run",
    "`get_running_loop()` at module level": "no running event loop",
    "a coroutine that is never awaited": "coroutine 'fetch' was never awaited",
    "a waiting task that nothing refers to": "Task was destroyed but it is pending!",
    "a failed task whose result nothing asks for": "Task exception was never retr",
    "one `asyncio.Lock()` in two calls of `asyncio.run()`": "different event loop",
}


def answers_to(script: Script) -> Answers:
    return PROJECT.parsed(PROJECT.path_of(script.key), Answers.from_json)


@pytest.mark.parametrize("script", PROBES, ids=lambda script: script.key)
def test_every_python_was_asked_the_same(script: Script) -> None:
    answers = answers_to(script)
    assert answers.digest == script.digest, REPAIR
    asked = {tuple(cells(lines)) for lines in answers.lines.values()}
    assert len(asked) == 1
    for lines in answers.lines.values():
        assert len(cells(lines)) == len(lines)  # No idiom is there twice.
        assert all(parsed(said)[0] in WORDS for said in cells(lines).values())
        assert not re.search(r"0x[0-9a-f]+|/\w+/|\.py\b|line \d", "\n".join(lines))


def test_common_messages_are_there() -> None:
    texts: dict[str, str] = {}
    for script in PROBES:
        for row in rows(answers_to(script)):
            texts[row.idiom] = " ".join(row.messages)
    for idiom, message in COMMON.items():
        assert message in texts[idiom]


def test_cells_of_a_row() -> None:
    lines = {"3.6": ["`a < b`: error: ValueError: <x> | RuntimeWarning: y"]}
    lines["3.7"] = ["`a < b`: ok"]
    lines["3.8"] = ["`a < b`: error: AttributeError: module 'm' has no attribute 'n'"]
    [row] = rows(Answers("", {}, lines))
    assert row.runs[:3] == [(["3.6"], "error"), (["3.7"], "ok"), (["3.8"], "none")]
    assert row.runs[3] == (VERSIONS[3:], "not run")
    assert list(row.messages.values()) == [["3.6"], ["3.6"], ["3.8"]]
    written = html_of([row], "probe_one")
    assert "a &lt; b" in written and "ValueError: &lt;x&gt;" in written
    assert 'colspan="7"' in written and 'id="one-a-b"' in written


def test_a_message_may_hold_a_colon() -> None:
    assert parsed("warning: A: b: c") == ("warning", ["A: b: c"])
    assert Row("`x`: y", {}).anchor("probe_loop_argument") == "loop-argument-x-y"
