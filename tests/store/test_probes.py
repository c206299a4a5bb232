"""The probes: asked again on every old Python, and what is kept of their answers."""

import ast
import re
from pathlib import Path

import pytest

from cheatsheet.sphinxext.probe_table import WORDS, Row, html_of, parsed, rows
from cheatsheet.store import probes
from cheatsheet.store.probes import (
    VERSIONS,
    Answers,
    Python,
    cells,
    check,
    path_of,
    write,
)
from cheatsheet.store.project import all_probes
from looptape.script import Script

PROBES = all_probes()
# Every Python from 3.11 on has a session of its own; older ones are asked in each.
HERE = [
    python
    for python in probes.pythons()
    if python.version == probes.OWN or VERSIONS.index(python.version) < 5
]
COMMON = {
    "`asyncio.run()` inside a running loop": "asyncio.run() cannot be called from",
    "`loop.run_until_complete()` inside that loop": "This event loop is already run",
    "`get_running_loop()` at module level": "no running event loop",
    "a coroutine that nobody awaits": "coroutine 'fetch' was never awaited",
    "a waiting task that nobody holds": "Task was destroyed but it is pending!",
    "a failed task that nobody asks for its result": "Task exception was never retr",
}


class Talker(Python):
    """A Python that says what it is told."""

    said = ("`idiom`: ok",)

    def lines(self, probe: Script) -> list[str]:
        return list(self.said)


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    monkeypatch.setattr(probes, "RECORDINGS", tmp_path / "recordings")
    path = tmp_path / "old_and_new" / "probe_one.py"
    return Script(path, "'''Ask.'''\n")


@pytest.mark.parametrize("script", PROBES, ids=lambda script: script.key)
@pytest.mark.parametrize("python", HERE, ids=lambda python: python.version)
def test_says_what_was_recorded(script: Script, python: Python) -> None:
    assert python.version in Answers.load(path_of(script)).lines, probes.REPAIR
    done = check(script, python)
    assert done == "same", f"{script.path} on {python.name}: {done}"


@pytest.mark.parametrize("script", PROBES, ids=lambda script: script.key)
def test_is_written_for_the_oldest_python(script: Script) -> None:
    ast.parse(script.source, feature_version=(3, 6))
    assert script.title
    assert max(map(len, script.source.splitlines())) <= 72


def test_all_try_and_print_alike() -> None:
    """What is in every probe, as each has to run alone, is the same in each."""
    shared = {}
    for script in PROBES:
        for node in script.tree.body:
            name = getattr(node, "name", "")
            if name in {"idiom", "cut", "attempt", "main"}:
                shared.setdefault(name, set()).add(ast.unparse(node))
    assert {name: len(texts) for name, texts in shared.items()} == dict.fromkeys(
        ["idiom", "cut", "attempt", "main"], 1
    )


@pytest.mark.parametrize("script", PROBES, ids=lambda script: script.key)
def test_every_python_was_asked_the_same(script: Script) -> None:
    answers = Answers.load(path_of(script))
    assert answers.digest == script.digest, probes.REPAIR
    asked = {tuple(cells(lines)) for lines in answers.lines.values()}
    assert len(asked) == 1
    for lines in answers.lines.values():
        assert len(cells(lines)) == len(lines)  # No idiom stands there twice.
        assert all(parsed(said)[0] in WORDS for said in cells(lines).values())
        assert not re.search(r"0x[0-9a-f]+|/\w+/|\.py\b|line \d", "\n".join(lines))


def test_common_messages_are_there() -> None:
    texts: dict[str, str] = {}
    for script in PROBES:
        for row in rows(Answers.load(path_of(script))):
            texts[row.idiom] = " ".join(row.messages)
    for idiom, message in COMMON.items():
        assert message in texts[idiom]


def test_a_wrong_cell_is_found(probe: Script) -> None:
    python = Talker("3.6", "3.6.15")
    assert write(probe, python) == "recorded"
    assert write(probe, python) == "same"
    assert check(probe, python) == "same"
    answers = Answers.load(path_of(probe))
    answers.lines["3.6"] = ["`idiom`: warning: old"]
    answers.save(path_of(probe))
    assert "recorded warning: old\n  now      ok" in check(probe, python)


def test_what_was_not_run_is_not_compared(probe: Script) -> None:
    python = Talker("3.14", "3.14.2")
    write(probe, python)
    answers = Answers.load(path_of(probe))
    answers.lines["3.14"] = ["`idiom`: not run"]
    answers.save(path_of(probe))
    assert check(probe, python) == "same"


def test_a_changed_probe_forgets_all_answers(probe: Script) -> None:
    write(probe, Talker("3.6", "3.6.15"))
    changed = Script(probe.path, "'''Ask more.'''\n")
    assert "another text" in check(changed, Talker("3.6", "3.6.15"))
    write(changed, Talker("3.7", "3.7.16"))
    assert list(Answers.load(path_of(changed)).lines) == ["3.7"]


def test_pyodide_does_not_replace_a_python(
    probe: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(probe, Talker("3.14", "3.14.2"))
    monkeypatch.setattr(probes, "BROWSER", True)
    assert write(probe, Talker("3.14", "3.14.2 in Pyodide")) == "kept what 3.14.2 said"
    assert write(probe, Talker("3.15", "3.15.0 in Pyodide")) == "recorded"


def test_a_broken_recording_is_written_anew(probe: Script) -> None:
    path_of(probe).parent.mkdir(parents=True)
    path_of(probe).write_text('{"other": 1}', encoding="utf-8")
    assert "not the recording of a probe" in check(probe, Talker("3.6", "3.6.15"))
    assert write(probe, Talker("3.6", "3.6.15")) == "recorded"


def test_an_interpreter_that_does_not_answer_is_none(tmp_path: Path) -> None:
    assert probes.answer(tmp_path / "python") == ""
    assert probes.answer(tmp_path) == ""


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
