"""What `cheatsheet.store.uses` has seen: which names of asyncio each script uses."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cheatsheet.store.folder import Store


@dataclass
class Used:
    """What one script uses.

    Attributes:
        digest: That of the script that was run.
        python: The Python that ran it, such as `3.13`.
        names: What it uses, sorted.
    """

    digest: str
    python: str
    names: list[str]


@dataclass
class Uses:
    """What all scripts use.

    Attributes:
        scripts: By chapter and name.
    """

    scripts: dict[str, Used] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> "Uses":
        """Read what `to_json` wrote.

        Raises:
            ValueError: It is something else.
        """
        try:
            return cls({key: Used(**used) for key, used in json.loads(text).items()})
        except (AttributeError, TypeError) as error:
            raise ValueError(f"not what scripts use: {error}") from error

    def to_json(self) -> str:
        """Text for the repository, scripts in order and one on a line."""
        lines = (
            f"{json.dumps(key)}: {json.dumps(asdict(used))}"
            for key, used in sorted(self.scripts.items())
        )
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def of(self, name: str) -> list[str]:
        """The scripts that use a name, by chapter and name."""
        return [key for key, used in self.scripts.items() if name in used.names]


def path_of(store: Store) -> Path:
    """Where the uses are kept."""
    return store.recordings / "api_uses.json"


def uses(store: Store) -> Uses:
    """What scripts use.

    Raises:
        Stale: The file is missing, or cannot be read.
    """
    return store.parsed(path_of(store), Uses.from_json)
