"""Writing, finding and keeping recordings, in a folder of its own."""

import sys
from pathlib import Path

import pytest

from cheatsheet.store import recordings
from cheatsheet.store.folder import VERSION, Stale, Store
from cheatsheet.store.recordings import check, keep, picture
from looptape.record.recorder import record
from looptape.script import Script

KEY = recordings.PICTURED  # So that there is a picture to renew.
SOURCE = '''"""Count."""
import asyncio


async def main():
    for number in 1, 2:
        print(number)
        await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(main())
'''


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A folder with one script."""
    found = Store(tmp_path)
    found.save(found.script_path(KEY), SOURCE)
    return found


def change(store: Store, old: str, new: str) -> None:
    store.save(store.script_path(KEY), SOURCE.replace(old, new))


def write(store: Store, version: str = VERSION, *, base: bool) -> str:
    script = Script.read(store.script_path(KEY))
    return keep(store, script, record(script), base=base, version=version)


def test_a_missing_recording_names_the_command(store: Store) -> None:
    with pytest.raises(Stale, match=rf"{KEY}.json is missing: run `nox -s record"):
        store.expected(Script.read(store.script_path(KEY)))


def test_a_stale_recording_names_both_files(store: Store) -> None:
    write(store, base=True)
    change(store, "Count.", "Count!")
    with pytest.raises(Stale) as caught:
        store.expected(Script.read(store.script_path(KEY)))
    for part in (f"recordings/{KEY}.json", f"examples/{KEY}.py", "nox -s record"):
        assert part in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 0}'])
def test_a_broken_recording_names_the_command(store: Store, text: str) -> None:
    write(store, base=True)
    path = store.path_of(KEY)
    path.write_text(text)
    with pytest.raises(Stale, match=r"cannot be read .*nox -s record"):
        store.load(path)


def test_a_file_elsewhere_is_named_in_full(store: Store) -> None:
    assert store.short(store.script_path(KEY)) == f"examples/{KEY}.py"
    assert store.short(Path(sys.executable)) == sys.executable


def test_versions_are_added_to_one_file(store: Store) -> None:
    assert write(store, "3.13", base=True) == "recorded"
    assert write(store, "3.13", base=True) == "same"
    for version in ("3.9", "3.11"):
        assert write(store, version, base=False) == "same here too"
    assert store.load(store.path_of(KEY)).pythons == ["3.9", "3.11", "3.13"]


def test_a_version_that_differs_gets_its_own_file(store: Store) -> None:
    one = Script.read(store.script_path(KEY))
    write(store, "3.13", base=True)
    other = record(one)
    other.steps[0].line = 99
    assert keep(store, one, other, base=False, version="3.11") == "differs on 3.11"
    own = store.path_of(KEY, "3.11")
    assert own.name == "gather.py311.json"
    assert store.paths_of(KEY) == [store.path_of(KEY), own]
    assert store.expected(one, "3.11").steps[0].line == 99
    assert store.expected(one, "3.13").steps[0].line != 99
    # When the difference is gone, so is the file.
    assert write(store, "3.11", base=False) == "same here too"
    assert not own.exists()


def test_a_changed_script_is_recorded_by_the_base_first(store: Store) -> None:
    write(store, "3.13", base=True)
    change(store, "1, 2", "1, 2, 3")
    with pytest.raises(Stale, match="older than its script"):
        write(store, "3.11", base=False)


def test_the_picture_is_renewed_with_its_recording(store: Store) -> None:
    recordings.main(["write", "--base"], store)
    path, drawn = picture(store)
    assert path.read_text("utf-8") == drawn
    assert "<svg" in drawn


def test_recordings_without_a_script_are_removed(store: Store) -> None:
    assert recordings.main(["write", "--base"], store) == 0
    gone = store.path_of("tasks/gone")
    store.save(gone, "{}")
    assert store.orphans() == [gone]
    assert recordings.main(["write", "--base"], store) == 0
    assert not gone.exists() and store.path_of(KEY).exists()


def test_keys_may_be_on_either_side_of_an_option(store: Store) -> None:
    assert recordings.main(["write", "--base", KEY], store) == 0
    assert recordings.main(["write", KEY, "--base"], store) == 0
    assert recordings.main(["write", "--base", "tasks/none"], store) == 1


def test_a_python_renews_what_it_alone_runs(store: Store) -> None:
    write(store, "3.14", base=False)
    change(store, "1, 2", "1, 2, 3")
    assert write(store, "3.14", base=False) == "recorded"
    assert list(store.recordings.rglob("*.json")) == [store.path_of(KEY)]


def test_check_tells_what_differs(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings.main(["write", "--base"], store)
    assert recordings.main(["check"], store) == 0
    path = store.path_of(KEY)
    path.write_text(path.read_text().replace('"text": "2', '"text": "3'))
    assert check(store, Script.read(store.script_path(KEY)))
    capsys.readouterr()
    assert recordings.main(["check"], store) == 1
    assert "piece of output 2" in capsys.readouterr().out
    assert recordings.main(["check", "tasks/none"], store) == 1
    assert "no such example: tasks/none" in capsys.readouterr().err


def test_check_renews_what_is_of_another_text_only(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    renew = ["check", "--renew", KEY]
    assert recordings.main(renew, store) == 0
    assert f"{KEY}: recorded" in capsys.readouterr().out
    assert recordings.main(renew, store) == 0
    assert f"{KEY}: same" in capsys.readouterr().out

    # A recording that differs is not overwritten: that may be the script's fault.
    path = store.path_of(KEY)
    wrong = path.read_text().replace('"text": "2', '"text": "3')
    path.write_text(wrong)
    assert recordings.main(renew, store) == 1
    assert path.read_text() == wrong

    change(store, "1, 2", "1, 2, 3")
    own = store.path_of(KEY, "3.6")
    own.write_text(wrong)
    assert recordings.main(renew, store) == 0
    assert f"{KEY}: recorded" in capsys.readouterr().out
    assert store.paths_of(KEY) == [path]
