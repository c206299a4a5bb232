"""What is said of the names of asyncio: one entry for each, in `docs/api/`.

The files are TOML, one for each group of names, with a table for each name.
"""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path

from cheatsheet.store.folder import Store

# The first name of what every event loop has, as the documentation writes it.
LOOP = "loop"


@dataclass(frozen=True)
class Entry:
    """What is said of one name.

    Attributes:
        name: Such as `asyncio.Task.cancel`, or `loop.call_soon` for any loop's.
        line: What it does, in one line. Words in backticks are code.
        since: The first Python that has it, such as `3.4`.
        changed: By version, what is different from then on.
        deprecated: The Python since which it is; empty if it is not.
        removed: The first Python that does not have it.
        platform: The only platform that has it; empty if it is on all.
        chapter: The page that explains it.
        reference: What documents it, if not an entry of its own name: the name of one,
            or an address.
        unused: Why no script uses it.
    """

    name: str
    line: str
    since: str
    chapter: str
    changed: dict[str, str] = field(default_factory=dict)
    deprecated: str = ""
    removed: str = ""
    platform: str = ""
    reference: str = ""
    unused: str = ""

    @property
    def anchor(self) -> str:
        """Its id on its page."""
        return f"api-{self.name}"

    @property
    def owner(self) -> str:
        """The class that it belongs to; empty for a name of the module, or a loop's."""
        owner = self.name.rpartition(".")[0]
        return owner if owner.rpartition(".")[2][:1].isupper() else ""

    @property
    def documented(self) -> str:
        """What documents it, as inventories call it, or an address."""
        own = f"asyncio.{self.name}" if self.name.startswith(LOOP) else self.name
        return self.reference or own


def parsed(text: str) -> list[Entry]:
    """Read a file of entries.

    Args:
        text: TOML: a table for each name. Its first entries without a table are the
            values of every name that says nothing else.

    Raises:
        ValueError: It is no TOML, or has an unknown or missing field.
    """
    data = tomllib.loads(text)
    known = {one.name for one in fields(Entry)}
    needed = {"line", "since", "chapter"}
    common = {key: value for key, value in data.items() if not isinstance(value, dict)}
    entries = []
    for name, table in data.items():
        if not isinstance(table, dict):
            continue
        said = {"name": name, **common, **table}
        if unknown := ", ".join(sorted(said.keys() - known)):
            raise ValueError(f"{name}: no such field: {unknown}")
        if missing := ", ".join(sorted(needed - said.keys())):
            raise ValueError(f"{name}: missing: {missing}")
        entries.append(Entry(**said))
    return entries


def folder(store: Store) -> Path:
    """Where the entries are."""
    return store.root / "docs" / "api"


def entries(store: Store) -> dict[str, list[Entry]]:
    """All entries by group, in the order of the files.

    Raises:
        ValueError: A file cannot be read; the message names it.
    """
    found = {}
    for path in sorted(folder(store).glob("*.toml")):
        try:
            found[path.stem] = parsed(path.read_text("utf-8"))
        except ValueError as error:
            raise ValueError(f"{store.short(path)}: {error}") from error
    return found


def names(store: Store) -> set[str]:
    """Every name that has an entry."""
    return {entry.name for group in entries(store).values() for entry in group}
