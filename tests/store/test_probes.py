"""The probes: asked again on every old Python, and what is kept of their answers."""

import ast
from pathlib import Path

import pytest

from cheatsheet.store import probes
from cheatsheet.store.folder import REPAIR, VERSION, Store
from cheatsheet.store.probes import VERSIONS, Answers, Python, check, write
from cheatsheet.store.project import PROJECT
from looptape.script import Script

PROBES = PROJECT.probes()
# Every Python from 3.11 on has a session of its own; older ones are asked in each.
HERE = [
    python
    for python in probes.pythons()
    if python.version == VERSION or VERSIONS.index(python.version) < 5
]


class Talker(Python):
    """A Python that says what it is told."""

    said = ("`idiom`: ok",)

    def lines(self, probe: Script) -> list[str]:
        return list(self.said)


def answers_to(script: Script, store: Store = PROJECT) -> Answers:
    return store.parsed(store.path_of(script.key), Answers.from_json)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def probe(store: Store) -> Script:
    return Script(store.script_path("old_and_new/probe_one"), "'''Ask.'''\n")


@pytest.mark.parametrize("script", PROBES, ids=lambda script: script.key)
@pytest.mark.parametrize("python", HERE, ids=lambda python: python.version)
def test_says_what_was_recorded(script: Script, python: Python) -> None:
    assert python.version in answers_to(script).lines, REPAIR
    done = check(PROJECT, script, python)
    assert done == "same", f"{script.path} on {python.name}: {done}"


@pytest.mark.parametrize("script", PROBES, ids=lambda script: script.key)
def test_is_written_for_the_oldest_python(script: Script) -> None:
    ast.parse(script.source, feature_version=(3, 6))
    assert script.title
    assert max(map(len, script.source.splitlines())) <= 72


def test_all_try_and_print_alike() -> None:
    """What is in every probe, because each has to run alone, is the same in each."""
    shared = {}
    for script in PROBES:
        for node in script.tree.body:
            name = getattr(node, "name", "")
            if name in {"idiom", "cut", "attempt", "main"}:
                shared.setdefault(name, set()).add(ast.unparse(node))
    assert {name: len(texts) for name, texts in shared.items()} == dict.fromkeys(
        ["idiom", "cut", "attempt", "main"], 1
    )


def test_a_wrong_cell_is_found(store: Store, probe: Script) -> None:
    python = Talker("3.6", "3.6.15")
    assert write(store, probe, python) == "recorded"
    assert write(store, probe, python) == "same"
    assert check(store, probe, python) == "same"
    answers = answers_to(probe, store)
    answers.lines["3.6"] = ["`idiom`: warning: old"]
    store.save(store.path_of(probe.key), answers.to_json())
    assert "recorded warning: old\n  now      ok" in check(store, probe, python)


def test_what_was_not_run_is_not_compared(store: Store, probe: Script) -> None:
    python = Talker("3.14", "3.14.2")
    write(store, probe, python)
    answers = answers_to(probe, store)
    answers.lines["3.14"] = ["`idiom`: not run"]
    store.save(store.path_of(probe.key), answers.to_json())
    assert check(store, probe, python) == "same"


def test_a_changed_probe_forgets_all_answers(store: Store, probe: Script) -> None:
    write(store, probe, Talker("3.6", "3.6.15"))
    changed = Script(probe.path, "'''Ask more.'''\n")
    assert "another text" in check(store, changed, Talker("3.6", "3.6.15"))
    write(store, changed, Talker("3.7", "3.7.16"))
    assert list(answers_to(changed, store).lines) == ["3.7"]


def test_pyodide_does_not_replace_a_python(store: Store, probe: Script) -> None:
    write(store, probe, Talker("3.14", "3.14.2"))
    assert (
        write(store, probe, Talker("3.14", "3.14.2 in Pyodide"))
        == "kept what 3.14.2 said"
    )
    assert write(store, probe, Talker("3.15", "3.15.0 in Pyodide")) == "recorded"


def test_a_broken_recording_is_written_anew(store: Store, probe: Script) -> None:
    store.save(store.path_of(probe.key), '{"other": 1}')
    assert "not the recording of a probe" in check(
        store, probe, Talker("3.6", "3.6.15")
    )
    assert write(store, probe, Talker("3.6", "3.6.15")) == "recorded"


def test_an_interpreter_that_does_not_answer_is_none(tmp_path: Path) -> None:
    assert probes.answer(tmp_path / "python") == ""
    assert probes.answer(tmp_path) == ""
