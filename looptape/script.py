"""An example script and what it says about itself.

A script states everything once, in its own file: a PEP 723 block
(https://peps.python.org/pep-0723/) with what it needs and how it is recorded,
and a docstring whose first line is its title.
"""

import ast
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

# The pattern is the one that PEP 723 prescribes for tools that read the block.
BLOCK = re.compile(r"(?m)^# /// script\r?$\s(?P<content>(^#(| .*)\r?$\s)+)^# ///\r?$")

OLDEST = (3, 11)  # The first Python that every script runs on, unless it says so.


class ScriptError(Exception):
    """A script's own description of itself is wrong; the message says how."""


@dataclass(frozen=True)
class Settings:
    """The `[tool.looptape]` table of a script's metadata block.

    Attributes:
        clock: `virtual`, or `real` for what cannot run in virtual time.
        because: Why the clock has to be real, as shown on the card.
        companions: Names of programs in the same folder that run beside this
            one, started first (a client names its server).
        arguments: Command line arguments with which it is recorded and tested.
        stderr: Regular expressions, one for each line that the script is
            expected to write to standard error.
        dev_stderr: The same, for what `python -X dev` adds.
        varies: Regular expressions for the parts of the output that a real
            clock changes from run to run, such as a measured time.
    """

    clock: str = "virtual"
    because: str = ""
    companions: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    stderr: tuple[str, ...] = ()
    dev_stderr: tuple[str, ...] = ()
    varies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """One Python program, read from a file but never run by this class.

    Attributes:
        path: Where the file is.
        source: Its text.
    """

    path: Path
    source: str = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "Script":
        """Read a script.

        Args:
            path: The file.

        Raises:
            ScriptError: It cannot be read as Python reads a file: in UTF-8, or in
                the encoding that its first lines name.
        """
        # Here, as the browser's Python gets its scripts as texts.
        import tokenize

        try:
            with tokenize.open(path) as file:
                return cls(path, file.read())
        except (OSError, UnicodeDecodeError, SyntaxError) as error:
            raise ScriptError(f"{path}: cannot be read: {error}") from error

    @property
    def key(self) -> str:
        """Chapter and name, such as `many_at_once/gather`."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The PEP 723 block as a dictionary, empty where there is none.

        Raises:
            ScriptError: The block is not valid TOML, or there are two.
        """
        blocks = list(BLOCK.finditer(self.source))
        if len(blocks) > 1:
            raise ScriptError(f"{self.path}: has more than one `# /// script` block")
        if not blocks:
            return {}
        # Here, as the browser's Python loads it for the few scripts that need it.
        import tomllib

        lines = blocks[0]["content"].splitlines()
        text = "\n".join(line[2:] if line[1:2] == " " else line[1:] for line in lines)
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ScriptError(
                f"{self.path}: the `# /// script` block is not TOML: {error}"
            ) from error

    @cached_property
    def settings(self) -> Settings:
        """How the script wants to be recorded and tested.

        Raises:
            ScriptError: A setting is unknown or has a value of the wrong type.
        """
        table = self.metadata.get("tool", {}).get("looptape", {})
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name not in Settings.__dataclass_fields__:
                raise ScriptError(f"{self.path}: unknown setting {name!r}")
            if isinstance(Settings.__dataclass_fields__[name].default, tuple):
                if not isinstance(value, list) or not all(
                    isinstance(item, str) for item in value
                ):
                    raise ScriptError(f"{self.path}: {name} has to be a list of texts")
                values[name] = tuple(value)
            elif isinstance(value, str):
                values[name] = value
            else:
                raise ScriptError(f"{self.path}: {name} has to be a text")
        settings = Settings(**values)
        if settings.clock not in {"virtual", "real"}:
            raise ScriptError(f"{self.path}: clock has to be 'virtual' or 'real'")
        if (settings.clock == "real") != bool(settings.because):
            raise ScriptError(
                f"{self.path}: a real clock needs `because`, a virtual one does not"
            )
        return settings

    @property
    def oldest(self) -> tuple[int, int]:
        """The first Python that has what the script uses, such as `(3, 11)`."""
        wanted = self.metadata.get("requires-python", "")
        found = re.search(r">=\s*3\.(\d+)", wanted)
        return (3, int(found[1])) if found else OLDEST

    @cached_property
    def companions(self) -> tuple["Script", ...]:
        """The scripts that run beside this one, in the order they start."""
        return tuple(
            Script.read(self.path.with_name(name)) for name in self.settings.companions
        )

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree.

        Raises:
            ScriptError: The script is not valid Python.
        """
        try:
            return ast.parse(self.source, str(self.path))
        except SyntaxError as error:
            raise ScriptError(f"{self.path}:{error.lineno}: {error.msg}") from error

    @property
    def docstring(self) -> str:
        """The module's docstring, empty where there is none."""
        return ast.get_docstring(self.tree) or ""

    @property
    def title(self) -> str:
        """First line of the docstring, without its full stop."""
        return self.docstring.partition("\n")[0].rstrip(".")

    @property
    def introduction(self) -> str:
        """The docstring after its first line."""
        return self.docstring.partition("\n")[2].strip()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the source and its companions' sources, as hex digits.

        A recording carries it, so that a page can tell a stale recording.
        """
        digest = hashlib.sha256(self.source.encode())
        for companion in self.companions:
            digest.update(companion.source.encode())
        return digest.hexdigest()
