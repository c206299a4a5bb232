"""Writing, finding and comparing recordings, in a library of its own."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from cheatsheet.store import project, recordings
from cheatsheet.store.recordings import (
    Stale,
    differences,
    expected,
    load,
    masked,
    write,
)
from looptape.record.recorder import record
from looptape.recording import SECOND
from looptape.script import Script

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
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one script."""
    path = tmp_path / "examples" / "tasks" / "count.py"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE)
    monkeypatch.setattr(project, "EXAMPLES", tmp_path / "examples")
    monkeypatch.setattr(recordings, "RECORDINGS", tmp_path / "recordings")
    monkeypatch.setattr(recordings, "ROOT", tmp_path)
    monkeypatch.setattr(recordings, "PICTURE", tmp_path / "count.svg")
    monkeypatch.setattr(recordings, "PICTURED", "tasks/count")
    return path


def on(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(recordings, "VERSION", version)


def test_a_missing_recording_names_the_command(example: Path) -> None:
    with pytest.raises(Stale, match=r"tasks/count.json is missing: run `nox -s record"):
        expected(Script.read(example))


def test_a_stale_recording_names_both_files(example: Path) -> None:
    write(Script.read(example), base=True)
    example.write_text(SOURCE.replace("Count.", "Count!"))
    with pytest.raises(Stale) as caught:
        expected(Script.read(example))
    for part in ("tasks/count.json", "tasks/count.py", "nox -s record"):
        assert part in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 0}'])
def test_a_broken_recording_names_the_command(example: Path, text: str) -> None:
    write(Script.read(example), base=True)
    path = recordings.path_of("tasks/count")
    path.write_text(text)
    with pytest.raises(Stale, match=r"can not be read .*nox -s record"):
        load(path)


def test_versions_are_added_to_one_file(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Script.read(example)
    on(monkeypatch, "3.13")
    assert write(one, base=True) == "recorded"
    assert write(one, base=True) == "same"
    for version in ("3.9", "3.11"):
        on(monkeypatch, version)
        assert write(one, base=False) == "same here too"
    assert load(recordings.path_of(one.key)).pythons == ["3.9", "3.11", "3.13"]


def test_a_version_that_differs_gets_its_own_file(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Script.read(example)
    on(monkeypatch, "3.13")
    write(one, base=True)

    def other(script: Script) -> recordings.Recording:
        recording = record(script)
        recording.steps[0].line = 99
        return recording

    monkeypatch.setattr(recordings, "record", other)
    on(monkeypatch, "3.11")
    assert write(one, base=False) == "differs on 3.11"
    own = recordings.path_of(one.key, "3.11")
    assert own.name == "count.py311.json"
    assert expected(one).steps[0].line == 99
    assert not recordings.check(one)
    on(monkeypatch, "3.13")
    assert expected(one).steps[0].line != 99
    on(monkeypatch, "3.11")
    # When the difference is gone, so is the file.
    monkeypatch.setattr(recordings, "record", record)
    assert write(one, base=False) == "same here too"
    assert not own.exists()


def test_a_changed_script_is_recorded_by_the_base_first(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, "3.13")
    write(Script.read(example), base=True)
    example.write_text(SOURCE.replace("1, 2", "1, 2, 3"))
    on(monkeypatch, "3.11")
    with pytest.raises(Stale, match="older than its script"):
        write(Script.read(example), base=False)


def test_the_picture_is_renewed_with_its_recording(example: Path) -> None:
    recordings.main(["write", "--base"])
    assert recordings.PICTURE.read_text() == recordings.picture()
    assert "<svg" in recordings.picture()


def test_recordings_without_a_script_are_removed(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recordings.main(["write", "--base"]) == 0
    gone = recordings.path_of("tasks/gone")
    gone.write_text("{}")
    assert recordings.orphans() == [gone]
    assert recordings.main(["write", "--base"]) == 0
    assert not gone.exists() and recordings.path_of("tasks/count").exists()


def test_keys_may_stand_on_either_side_of_an_option(example: Path) -> None:
    assert recordings.main(["write", "--base", "tasks/count"]) == 0
    assert recordings.main(["write", "tasks/count", "--base"]) == 0
    assert recordings.main(["write", "--base", "tasks/none"]) == 1


def test_a_python_renews_what_it_alone_runs(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, "3.14")
    write(Script.read(example), base=False)
    example.write_text(SOURCE.replace("1, 2", "1, 2, 3"))
    assert write(Script.read(example), base=False) == "recorded"
    assert [path.name for path in recordings.RECORDINGS.rglob("*.json")] == [
        "count.json"
    ]


def test_only_scripts_that_no_older_python_runs(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings.main(["write", "--first", "tasks/count"])
    assert ("recorded" in capsys.readouterr().out) == (sys.version_info[:2] == (3, 11))
    wanted = "{}.{}".format(*sys.version_info)
    block = f'# /// script\n# requires-python = ">={wanted}"\n# ///\n'
    example.write_text(block + SOURCE)
    capsys.readouterr()
    assert recordings.main(["write", "--base", "--first"]) == 0
    assert "tasks/count: recorded" in capsys.readouterr().out


def test_check_tells_what_differs(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings.main(["write", "--base"])
    assert recordings.main(["check"]) == 0
    path = recordings.path_of("tasks/count")
    path.write_text(path.read_text().replace('"text": "2"', '"text": "3"'))
    capsys.readouterr()
    assert recordings.main(["check"]) == 1
    assert "output line 2" in capsys.readouterr().out
    assert recordings.main(["check", "tasks/none"]) == 1
    assert "no such example: tasks/none" in capsys.readouterr().err


def test_every_part_of_a_virtual_run_is_compared(example: Path) -> None:
    one = Script.read(example)
    for change in (
        lambda run: run.output.pop(),
        lambda run: run.steps.pop(),
        lambda run: run.lanes.pop(),
        lambda run: setattr(run.output[0], "text", "other"),
        lambda run: setattr(run.output[0], "at", 7),
        lambda run: setattr(run.steps[0], "line", 7),
        lambda run: setattr(run, "ended", "limit"),
        lambda run: setattr(run, "status", 1),
        lambda run: setattr(run, "clock", "real"),
    ):
        changed = record(one)
        change(changed)
        assert differences(record(one), changed, [])
    assert not differences(record(one), record(one), [])


def test_a_real_run_may_take_a_little_longer(example: Path) -> None:
    one = Script.read(example)
    old, new = record(one, clock="real"), record(one, clock="real")
    # A sleep never ends early; on a busy machine it may end late.
    gaps = [later.at - line.at for line, later in pairwise(old.output)]
    assert all(gap >= SECOND for gap in gaps)
    assert old.until >= 2 * SECOND and old.until % (SECOND // 10) == 0
    new.until = old.until
    new.until += SECOND
    assert not differences(old, new, [])
    new.until += 2 * SECOND
    assert differences(old, new, [])


def test_what_varies_is_masked() -> None:
    assert masked("took 1.3 s", [r"\d\.\d s"]) == masked("took 0.9 s", [r"\d\.\d s"])
    assert masked("took 1.3 s", [r"\d\.\d s"]) != masked("takes 1.3 s", [r"\d\.\d s"])
