"""Writing and checking the recordings of the project.

This module is the only writer of the folder `recordings/`:

    python -m cheatsheet.store.recordings write --base     on the newest Python
    python -m cheatsheet.store.recordings write            on each other one
    python -m cheatsheet.store.recordings check            recorded again, compared
    python -m cheatsheet.store.recordings check --renew    the same; what is missing or
                                                           of another text is written
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from cheatsheet.store import surroundings
from cheatsheet.store.comparing import differences
from cheatsheet.store.folder import REPAIR, VERSION, Stale, Store, minor
from cheatsheet.store.project import PROJECT
from cheatsheet.store.standalone import standalone
from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.recording import Recording
from looptape.script import Script, ScriptError
from looptape.timeline import Figure

# The recording that the README shows a picture of.
PICTURED = "many_at_once/gather"


def runs_here(script: Script) -> bool:
    """Whether this interpreter is new enough for a script."""
    return sys.version_info >= script.oldest


def keep(
    store: Store, script: Script, new: Recording, *, base: bool, version: str = VERSION
) -> str:
    """Renew the recordings of a script where a new run differs from them.

    Args:
        store: Where they are.
        script: The script.
        new: The run.
        base: Whether it is the run that the page shows.
        version: The Python that it ran on, such as `3.11`.

    Returns:
        What was done, in a few words.

    Raises:
        Stale: The recording is of another text of the script, and this run is not
            the one that may replace it.
    """
    new.pythons = [version]
    path, own = store.path_of(script.key), store.path_of(script.key, version)
    try:
        old = store.load(path)
    except Stale:
        old = None
    if old is not None and old.pythons == [version]:
        base = True  # No other Python has what the script uses.
    if old is not None and old.digest == new.digest:
        if not differences(old, new, script.settings.varies):
            own.unlink(missing_ok=True)
            if version in old.pythons:
                return "same"
            known = {*old.pythons, version}
            old.pythons = sorted(known, key=minor)
            store.save(path, old.to_json())
            return "same here too"
        if not base:
            if version in old.pythons:
                old.pythons.remove(version)
                store.save(path, old.to_json())
            store.save(own, new.to_json())
            return f"differs on {version}"
    elif not base and old is not None:
        raise Stale(f"{store.short(path)} is older than its script: {REPAIR}")
    store.save(path, new.to_json())
    for other in store.paths_of(script.key)[1:]:
        # What another Python did with an older text says nothing of this one.
        if other == own or not is_fresh(store, script, other):
            other.unlink()
    return "recorded"


def is_fresh(store: Store, script: Script, path: Path) -> bool:
    """Whether a recording was made from a script as it is now.

    Args:
        store: Where it is.
        script: The script.
        path: The recording, which may be missing.
    """
    try:
        store.read(path, script, Recording.from_json)
    except Stale:
        return False
    return True


def check(store: Store, script: Script) -> list[str]:
    """Record a script again and say how it differs from what is kept.

    Raises:
        Stale: There is nothing to compare with.
    """
    return differences(store.expected(script), record(script), script.settings.varies)


def picture(store: Store) -> tuple[Path, str]:
    """The README's picture: its file, and what has to be in it.

    Raises:
        Stale: Its recording is missing or cannot be read.
    """
    path = store.root / "docs" / "static" / f"{Path(PICTURED).name}.svg"
    return path, standalone(Figure(store.load(store.path_of(PICTURED))))


def chosen(store: Store, keys: Sequence[str]) -> list[Script]:
    """The scripts that are named and that this Python can run.

    Args:
        store: Where they are.
        keys: Chapters and names; all scripts if there are none.

    Raises:
        ScriptError: There is no script of that name, or one cannot be read.
    """
    scripts = [script for script in store.scripts() if runs_here(script)]
    if not keys:
        return scripts
    unknown = set(keys) - {script.key for script in scripts}
    if unknown:
        raise ScriptError(f"no such example: {', '.join(sorted(unknown))}")
    return [script for script in scripts if script.key in keys]


def main(arguments: Sequence[str] | None = None, store: Store = PROJECT) -> int:
    """Write or check recordings; the exit status is 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m cheatsheet.store.recordings")
    parser.add_argument("command", choices=["write", "check"])
    parser.add_argument("--base", action="store_true", help="the page shows this run")
    parser.add_argument("--virtual", action="store_true", help="only virtual scripts")
    parser.add_argument(
        "--renew", action="store_true", help="with check: write what is out of date"
    )
    parser.add_argument("keys", nargs="*", metavar="CHAPTER/NAME")
    options = parser.parse_intermixed_args(arguments)
    try:
        surroundings.clear()
    except surroundings.Unsuitable as error:
        parser.error(str(error))
    # Each run is preceded by a full collection: spare it what has just been imported.
    gc.collect()
    gc.freeze()
    failed = False
    try:
        scripts = chosen(store, options.keys)
        if options.virtual:
            scripts = [one for one in scripts if one.settings.clock == "virtual"]
        for script in scripts:
            stale = not is_fresh(store, script, store.path_of(script.key))
            if options.command == "write" or (options.renew and stale):
                base = options.base or options.renew
                done = keep(store, script, record(script), base=base)
                print(f"{VERSION} {script.key}: {done}")
                continue
            found = check(store, script)
            failed = failed or bool(found)
            verdict = "; ".join(found) + f": {REPAIR}" if found else "same"
            print(f"{VERSION} {script.key}: {verdict}")
        if options.command == "write" and options.base and not options.keys:
            for path in store.orphans():
                path.unlink()
                print(f"{store.short(path)}: removed, its script is gone")
            store.save(*picture(store))
    except (Stale, ScriptError) as error:
        print(error, file=sys.stderr)
        return 1
    except NeedsRealClock as error:
        reason = f"cannot run on the virtual clock, because {error}"
        print(f"{script.key}: {reason}: {NeedsRealClock.remedy}", file=sys.stderr)
        return 1
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
