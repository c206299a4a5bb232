"""The API index against this Python: each name is listed, and what is said holds."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from cheatsheet.store import api, names
from cheatsheet.store.api import Answers
from cheatsheet.store.folder import REPAIR, VERSION, Store, minor
from cheatsheet.store.names import Entry
from cheatsheet.store.probes import IN_PYODIDE
from cheatsheet.store.project import PROJECT

ENTRIES = [entry for group in names.entries(PROJECT).values() for entry in group]
LISTED = {entry.name for entry in ENTRIES}
ANSWERS = api.answers(PROJECT)
HERE = {"": True, "Windows": os.name == "nt", "Unix": os.name == "posix"}
HERE["Linux"] = sys.platform == "linux"


def expected(entry: Entry, version: str) -> bool:
    """Whether a Python should have a name, by what is said of it."""
    gone = entry.removed and minor(entry.removed) <= minor(version)
    return minor(entry.since) <= minor(version) and not gone


def test_no_name_is_listed_twice() -> None:
    assert len(LISTED) == len(ENTRIES)


def test_every_public_name_of_this_python_is_listed() -> None:
    missing = {f"asyncio.{name}" for name in asyncio.__all__} - LISTED
    # Those of the classes, too: their methods, and what objects of them have.
    missing |= set(api.ask(LISTED)) - LISTED
    assert not missing, f"add to docs/api: {sorted(missing)}"


def test_every_listed_name_is_in_this_python_if_it_should_be() -> None:
    found = api.ask(LISTED)
    wrong = [
        entry.name
        for entry in ENTRIES
        if (entry.name in found) != (expected(entry, VERSION) and HERE[entry.platform])
    ]
    assert not wrong, f"since, removed or platform is wrong in docs/api: {wrong}"


@pytest.mark.parametrize("version", api.VERSIONS)
def test_versions_agree_with_what_each_python_said(version: str) -> None:
    said, name = ANSWERS.said[version], ANSWERS.pythons[version]
    # A browser has no Unix sockets; every other answer is that of a Linux.
    known = {"", "Unix", "Linux"} - ({"Unix"} if IN_PYODIDE in name else set())
    wrong = [
        entry.name
        for entry in ENTRIES
        if entry.platform in known and (entry.name in said) != expected(entry, version)
    ]
    assert not wrong, f"since or removed is wrong in docs/api, says {name}: {wrong}"
    assert not [
        one for one in ENTRIES if one.platform == "Windows" and one.name in said
    ]
    assert set(said) <= LISTED


def test_new_arguments_are_new_in_that_version() -> None:
    """A change that adds an argument: it is in no older signature."""
    seen = 0
    for entry in ENTRIES:
        for version, text in entry.changed.items():
            argument = re.match(r"adds `([a-z_]+)`", text)
            before = f"3.{minor(version) - 1}"
            if not argument or before not in ANSWERS.said:
                continue
            old, new = (ANSWERS.said[one][entry.name] for one in (before, version))
            seen += 1
            there = re.compile(rf"\b{argument[1]}\b|\*\*")  # Or it is passed on.
            assert there.search(new), (entry.name, version, new)
            assert argument[1] not in old, (entry.name, version, old)
    assert seen > 10


def test_signatures_are_those_that_this_python_tells() -> None:
    found = api.check(PROJECT)
    assert not found, "\n".join([*found, REPAIR])


def test_deprecated_names_warn() -> None:
    """The probes ask each Python; here, that no warning is forgotten in the index."""
    deprecated = {one.name for one in ENTRIES if one.deprecated and not one.owner}
    said = (PROJECT.recordings / "old_and_new" / "probe_names.json").read_text("utf-8")
    warned = set(re.findall(r"`(asyncio\.\w+)(?:\(\))?`: warning", said))
    warned -= {"asyncio.set_event_loop", "asyncio.coroutine"}  # Only on other Pythons.
    assert warned - deprecated == set()


# Each file is wrong in one way, and the message says which.
WRONG = {
    "a = [": "Invalid value",
    '["asyncio.run"]\nline = "a"\nsince = "3.7"': "asyncio.run: missing: chapter",
    '["asyncio.run"]\nlines = "a"': "asyncio.run: no such field: lines",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_named_with_its_fault(tmp_path: Path, text: str) -> None:
    store = Store(tmp_path)
    names.folder(store).mkdir(parents=True)
    (names.folder(store) / "one.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"docs/api/one\.toml: ") as caught:
        names.entries(store)
    assert WRONG[text] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_of_a_file_are_those_of_every_name() -> None:
    text = 'since = "3.4"\nchapter = "a"\n["loop.stop"]\nline = "b"\nchapter = "c"\n'
    [entry] = names.parsed(text)
    assert entry == Entry("loop.stop", "b", "3.4", "c")
    assert (entry.anchor, entry.owner) == ("api-loop.stop", "")
    assert entry.documented == "asyncio.loop.stop"


def test_what_is_missing_and_what_is_gone_are_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    names.folder(store).mkdir(parents=True)
    text = 'since = "3.4"\nchapter = "a"\nline = "b"\n["asyncio.run"]\n'
    (names.folder(store) / "one.toml").write_text(text, "utf-8")
    assert api.write(store) == "recorded"
    assert api.write(store) == "same"
    assert api.check(store) == []
    answers = api.answers(store)
    del answers.said[VERSION]["asyncio.sleep"]
    answers.said[VERSION]["asyncio.old"] = "function ()"
    store.save(api.path_of(store), answers.to_json())
    assert api.check(store) == [
        "asyncio.old: recorded function (), now None",
        "asyncio.sleep: recorded None, now coroutine (delay, result=None)",
    ]


def test_a_python_that_was_never_asked_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    names.folder(store).mkdir(parents=True)
    store.save(api.path_of(store), Answers().to_json())
    assert api.check(store) == [f"Python {VERSION} was never asked"]
