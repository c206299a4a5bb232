"""A folder of examples and of their recordings: what is where, and reading it.

A script has one recording, and another one for a Python version on which it
really differs, such as `gather.py311.json` beside `gather.json`.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from looptape.recording import Recording
from looptape.script import Script

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
REPAIR = "run `nox -s record`"


def minor(version: str) -> int:
    """The second number of a version such as `3.11`, by which they are sorted."""
    return int(version.partition(".")[2])


class Stale(Exception):
    """A recording is missing or of no use; the message says what to do."""


class HasDigest(Protocol):
    """What is kept of a script: it knows from which text it was made."""

    digest: str


Parsed = TypeVar("Parsed")
Kept = TypeVar("Kept", bound=HasDigest)


def is_probe(path: Path) -> bool:
    """Whether a file asks what each Python says of old idioms: no example itself."""
    return path.name.startswith("probe_")


def built_from(kind: Callable[..., Parsed], text: str, what: str) -> Parsed:
    """Make an object of JSON text that has its arguments.

    Args:
        kind: Its class.
        text: What `json.dumps` made of them.
        what: What it should be, for the message.

    Raises:
        ValueError: It is something else.
    """
    data = json.loads(text)
    try:
        return kind(**data)
    except TypeError as error:
        raise ValueError(f"not {what}: {error}") from error


@dataclass(frozen=True)
class Store:
    """The scripts of a folder and their recordings.

    Attributes:
        root: The folder, which has `examples/` and `recordings/`.
    """

    root: Path

    @property
    def examples(self) -> Path:
        """Scripts, in a folder for each chapter."""
        return self.root / "examples"

    @property
    def recordings(self) -> Path:
        """Their recordings, in folders of the same names."""
        return self.root / "recordings"

    def files(self) -> dict[str, Path]:
        """Every file of a script or probe by chapter and name, in a fixed order."""
        paths = sorted(self.examples.glob("*/*.py"))
        return {f"{path.parent.name}/{path.stem}": path for path in paths}

    def scripts(self) -> list[Script]:
        """Every example, sorted by path.

        Raises:
            ScriptError: One of them cannot be read.
        """
        return [Script.read(it) for it in self.files().values() if not is_probe(it)]

    def probes(self) -> list[Script]:
        """Every probe, sorted by path; `cheatsheet.store.probes` runs them.

        Raises:
            ScriptError: One of them cannot be read.
        """
        return [Script.read(it) for it in self.files().values() if is_probe(it)]

    def script_path(self, key: str) -> Path:
        """Where a script is.

        Args:
            key: Its chapter and name.
        """
        return self.examples / f"{key}.py"

    def path_of(self, key: str, version: str | None = None) -> Path:
        """Where a recording is kept.

        Args:
            key: Chapter and name of the script.
            version: A Python version such as `3.11`, for the recording of that one.
        """
        suffix = f".py{version.replace('.', '')}" if version else ""
        return self.recordings / f"{key}{suffix}.json"

    def paths_of(self, key: str) -> list[Path]:
        """Where its recording is kept, and those of Pythons on which it differs."""
        main = self.path_of(key)
        return [main, *sorted(main.parent.glob(f"{main.stem}.py*.json"))]

    def read(self, path: Path, script: Script, parse: Callable[[str], Kept]) -> Kept:
        """Read what is kept of a script.

        Args:
            path: The file.
            script: The script, as it is now.
            parse: Makes the recording of the file's text; a ValueError says what
                is wrong with it.

        Raises:
            Stale: There is no such file, it cannot be read, or it was made from
                another text of the script.
        """
        kept = self.parsed(path, parse)
        if kept.digest != script.digest:
            raise Stale(
                f"{self.short(path)} was made from another text of "
                f"{self.short(script.path)}: {REPAIR}"
            )
        return kept

    def parsed(self, path: Path, parse: Callable[[str], Parsed]) -> Parsed:
        """Read a file, whatever script it is of.

        Raises:
            Stale: There is no such file, or it cannot be read.
        """
        try:
            return parse(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Stale(f"{self.short(path)} is missing: {REPAIR}") from None
        except (OSError, ValueError) as error:
            reason = f"{self.short(path)} cannot be read ({error})"
            raise Stale(f"{reason}: {REPAIR}") from error

    def load(self, path: Path) -> Recording:
        """Read a recording, whatever script it is of.

        Raises:
            Stale: There is no such file, or it cannot be read.
        """
        return self.parsed(path, Recording.from_json)

    def expected(self, script: Script, version: str = VERSION) -> Recording:
        """The recording that a script has to match on a Python.

        Args:
            script: The script.
            version: The Python, such as `3.11`.

        Raises:
            Stale: There is none, or it was made from another text of the script.
        """
        own = self.path_of(script.key, version)
        path = own if own.exists() else self.path_of(script.key)
        return self.read(path, script, Recording.from_json)

    def orphans(self) -> list[Path]:
        """Recordings of scripts that are gone."""
        keys = self.files().keys()
        return [
            path
            for path in sorted(self.recordings.glob("*/*.json"))
            if f"{path.parent.name}/{path.name.partition('.')[0]}" not in keys
        ]

    def save(self, path: Path, text: str) -> None:
        """Write a file; a stop in mid-write loses nothing.

        Args:
            path: The file.
            text: All of it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)

    def short(self, path: Path) -> str:
        """A path for messages: from the root on, if it is below."""
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else str(path)
