"""The recordings of the project: where they are, how they are written and compared.

`write` is the only writer of the folder `recordings/`:

    python -m cheatsheet.store.recordings write --base     on the newest Python
    python -m cheatsheet.store.recordings write            on each other one

A script has one recording, and another one for a Python version on which it
really differs, such as `gather.py311.json` beside `gather.json`.
"""

import argparse
import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from cheatsheet.store import surroundings
from cheatsheet.store.project import RECORDINGS, ROOT, all_probes, all_scripts
from looptape.export.standalone import standalone
from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script, ScriptError
from looptape.timeline import Figure

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
REPAIR = "run `nox -s record`"

# The picture that the README shows, and the recording that it is of.
PICTURE = ROOT / "docs" / "static" / "gather.svg"
PICTURED = "many_at_once/gather"

# A run on the real clock has to take as long as the recorded one, within this.
# Starting an interpreter on a busy machine is late by tenths of a second, twice
# as much where two runs are compared; what changes the order of things is seen
# in the output, not in the time.
REAL_TOLERANCE = 2 * SECOND


class Stale(Exception):
    """A recording is missing or can not be read; the message says what to do."""


def path_of(key: str, version: str | None = None) -> Path:
    """Where a recording is kept.

    Args:
        key: Chapter and name of the script.
        version: A Python version such as `3.11`, for the recording of that one.
    """
    suffix = f".py{version.replace('.', '')}" if version else ""
    return RECORDINGS / f"{key}{suffix}.json"


def load(path: Path) -> Recording:
    """Read a recording.

    Raises:
        Stale: It is not there, or not a recording.
    """
    try:
        return Recording.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Stale(f"{_short(path)} is missing: {REPAIR}") from None
    except (OSError, ValueError) as error:
        raise Stale(f"{_short(path)} can not be read ({error}): {REPAIR}") from error


def expected(script: Script) -> Recording:
    """The recording that a script has to match on this Python.

    Raises:
        Stale: There is none, or it was made from another text of the script.
    """
    own = path_of(script.key, VERSION)
    path = own if own.exists() else path_of(script.key)
    recording = load(path)
    if recording.digest != script.digest:
        raise Stale(
            f"{_short(path)} was made from another text of "
            f"{_short(script.path)}: {REPAIR}"
        )
    return recording


def runs_here(script: Script) -> bool:
    """Whether this interpreter is new enough for a script."""
    return sys.version_info >= script.oldest


def masked(text: str, varies: Iterable[str]) -> str:
    """Text without the parts that a real clock changes from run to run."""
    for pattern in varies:
        text = re.sub(pattern, "…", text)
    return text


def differences(
    old: Recording,
    new: Recording,
    varies: Sequence[str],
    tolerance: int = REAL_TOLERANCE,
) -> list[str]:
    """How two recordings of one script differ, in words.

    Virtual runs have to be equal. Of real ones the output has to be, without the
    parts that vary, and the time within the tolerance.

    Args:
        old: The recording that is kept.
        new: The one to compare.
        varies: `Settings.varies` of the script.
        tolerance: Nanoseconds by which a real run may be shorter or longer.
    """
    if old.clock != new.clock:
        return [f"clock: {old.clock}, now {new.clock}"]
    real = old.clock == "real"
    found = _list_difference(
        "output line",
        old.output,
        new.output,
        (lambda line: (line.stream, masked(line.text, varies))) if real else None,
    )
    if real:
        found += _list_difference("lane", _names(old), _names(new))
        if abs(old.until - new.until) > tolerance:
            found.append(f"it took {old.until / 1e9:g} s, now {new.until / 1e9:g} s")
    else:
        for name, label in (("lanes", "lane"), ("steps", "step"), ("bars", "bar")):
            found += _list_difference(label, getattr(old, name), getattr(new, name))
    for name in ("ended", "error", "status", "programs", "simulated"):
        if getattr(old, name) != getattr(new, name):
            found.append(f"{name}: {getattr(old, name)!r}, now {getattr(new, name)!r}")
    return found


def _names(recording: Recording) -> list[str]:
    return sorted(f"{lane.kind} {lane.name}" for lane in recording.lanes)


def _list_difference(
    label: str,
    old: Sequence[Any],
    new: Sequence[Any],
    key: Callable[[Any], Any] | None = None,
) -> list[str]:
    """The first place at which two lists differ."""
    for number, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        if (key(one) if key else one) != (key(other) if key else other):
            return [f"{label} {number}: {one}\n  now {other}"]
    if len(old) != len(new):
        extra = old[len(new)] if len(old) > len(new) else new[len(old)]
        return [f"{len(old)} {label}s, now {len(new)}; the first extra one: {extra}"]
    return []


def write(script: Script, *, base: bool) -> str:
    """Record a script and renew its files where they differ.

    Args:
        script: The script.
        base: Whether this Python's run is the one that the page shows.

    Returns:
        What was done, in one word.
    """
    new = record(script)
    new.pythons = [VERSION]
    varies = script.settings.varies
    path, own = path_of(script.key), path_of(script.key, VERSION)
    try:
        old = load(path)
    except Stale:
        old = None
    if old is not None and old.pythons == [VERSION]:
        base = True  # No other Python has what the script uses.
    if old is not None and old.digest == new.digest:
        if not differences(old, new, varies):
            own.unlink(missing_ok=True)
            if VERSION in old.pythons:
                return "same"
            known = {*old.pythons, VERSION}
            old.pythons = sorted(known, key=lambda text: int(text.partition(".")[2]))
            _save(path, old)
            return "same here too"
        if not base:
            if VERSION in old.pythons:
                old.pythons.remove(VERSION)
                _save(path, old)
            _save(own, new)
            return f"differs on {VERSION}"
    elif not base and old is not None:
        raise Stale(f"{_short(path)} is older than its script: {REPAIR}")
    _save(path, new)
    own.unlink(missing_ok=True)
    return "recorded"


def _save(path: Path, recording: Recording) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")  # A stop in mid-write loses nothing.
    fresh.write_text(recording.to_json(), encoding="utf-8")
    fresh.replace(path)


def orphans() -> list[Path]:
    """Recordings of scripts that are gone."""
    keys = {script.key for script in [*all_scripts(), *all_probes()]}
    return [
        path
        for path in sorted(RECORDINGS.glob("*/*.json"))
        if f"{path.parent.name}/{path.name.partition('.')[0]}" not in keys
    ]


def picture() -> str:
    """The README's picture, as its recording has it."""
    return standalone(Figure(load(path_of(PICTURED))))


def check(script: Script) -> list[str]:
    """Record a script again and say how it differs from what is kept.

    Raises:
        Stale: There is nothing to compare with.
    """
    return differences(expected(script), record(script), script.settings.varies)


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def _chosen(keys: Sequence[str]) -> list[Script]:
    scripts = [script for script in all_scripts() if runs_here(script)]
    if not keys:
        return scripts
    unknown = set(keys) - {script.key for script in scripts}
    if unknown:
        raise ScriptError(f"no such example: {', '.join(sorted(unknown))}")
    return [script for script in scripts if script.key in keys]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check recordings; the exit status is 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m cheatsheet.store.recordings")
    parser.add_argument("command", choices=["write", "check"])
    parser.add_argument("--base", action="store_true", help="the page shows this run")
    parser.add_argument("--virtual", action="store_true", help="only virtual scripts")
    parser.add_argument(
        "--first", action="store_true", help="only scripts that no older Python runs"
    )
    parser.add_argument("keys", nargs="*", metavar="CHAPTER/NAME")
    options = parser.parse_intermixed_args(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":
        parser.error("set PYTHONHASHSEED=0, or sets have another order in each run")
    try:
        surroundings.clear()
    except surroundings.Unsuitable as error:
        parser.error(str(error))
    # Each run is preceded by a full collection: spare it what has just been imported.
    gc.collect()
    gc.freeze()
    failed = False
    try:
        scripts = _chosen(options.keys)
        if options.virtual:
            scripts = [one for one in scripts if one.settings.clock == "virtual"]
        if options.first:
            scripts = [one for one in scripts if one.oldest == sys.version_info[:2]]
        for script in scripts:
            if options.command == "write":
                print(f"{VERSION} {script.key}: {write(script, base=options.base)}")
                continue
            found = check(script)
            failed = failed or bool(found)
            verdict = "; ".join(found) + f": {REPAIR}" if found else "same"
            print(f"{VERSION} {script.key}: {verdict}")
        if options.command == "write" and options.base and not options.keys:
            for path in orphans():
                path.unlink()
                print(f"{_short(path)}: removed, its script is gone")
            PICTURE.write_text(picture(), encoding="utf-8")
    except (Stale, ScriptError) as error:
        print(error, file=sys.stderr)
        return 1
    except NeedsRealClock as error:
        print(f"{script.key}: {error}: {NeedsRealClock.remedy}", file=sys.stderr)
        return 1
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
