"""What each Python says of the names of asyncio: which it has, and their signatures.

Signatures are never typed: each Python is asked for them, and its answers are kept in
`recordings/api.json`:

    python -m cheatsheet.store.api write     ask this Python, and keep what it says
    python -m cheatsheet.store.api check     the same, compared with what is kept

Pyodide runs this module too, for a Python that the machine does not have.
"""

import argparse
import asyncio
import contextlib
import dis
import inspect
import json
import platform
import re
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

from cheatsheet.store import probes
from cheatsheet.store.folder import REPAIR, VERSION, Stale, Store, built_from, minor
from cheatsheet.store.names import LOOP, names
from cheatsheet.store.probes import BROWSER, IN_PYODIDE
from cheatsheet.store.project import PROJECT
from looptape.script import OLDEST

# Those that examples run on.
VERSIONS = [one for one in probes.VERSIONS if minor(one) >= OLDEST[1]]

# Python 3.11 leaves it out of `__all__`, by mistake.
FORGOTTEN = {"TaskGroup"}

# What documents the methods of an interface.
SPOKEN_FOR = {"AbstractServer": "Server"}


@dataclass
class Answers:
    """What Pythons said of the names.

    Attributes:
        pythons: By version, the exact name of the Python that was asked.
        said: By version and name, its kind and signature, such as
            `coroutine (fut, timeout)`.
    """

    pythons: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> "Answers":
        """Read what `to_json` wrote.

        Raises:
            ValueError: It is something else.
        """
        return built_from(cls, text, "what Pythons say of names")

    def to_json(self) -> str:
        """Text for the repository, versions and names in order."""
        data = {
            "pythons": {one: self.pythons[one] for one in sorted(self.pythons)},
            "said": {
                one: dict(sorted(self.said[one].items())) for one in sorted(self.said)
            },
        }
        return json.dumps(data, indent=1) + "\n"


def path_of(store: Store) -> Path:
    """Where the answers are kept."""
    return store.recordings / "api.json"


def answers(store: Store) -> Answers:
    """What Pythons said.

    Raises:
        Stale: The file is missing, or cannot be read.
    """
    return store.parsed(path_of(store), Answers.from_json)


def of_the_module(listed: Collection[str]) -> dict[str, Any]:
    """The names of `asyncio` itself that this Python has, with what they are.

    Args:
        listed: Names with an entry. Those outside of `__all__` are looked for, too:
            some are deprecated, and some are in `asyncio.subprocess`.
    """
    found = {f"asyncio.{one}" for one in {*asyncio.__all__, *FORGOTTEN}}
    found |= {one for one in listed if one.startswith("asyncio.")}
    objects = {}
    for name in sorted(found):
        owner, _, last = name.rpartition(".")
        if owner in {"asyncio", "asyncio.subprocess"}:
            place = asyncio.subprocess if owner.endswith("subprocess") else asyncio
            with warnings.catch_warnings(), contextlib.suppress(AttributeError):
                warnings.simplefilter("ignore")
                objects[name] = getattr(place, last)
    return objects


def classes(listed: Collection[str]) -> dict[type, str]:
    """The public classes that this Python has, and what their attributes belong to."""
    found: dict[type, str] = {}
    for name, it in of_the_module(listed).items():
        # The built-in TimeoutError is documented elsewhere.
        if isinstance(it, type) and it.__module__ != "builtins":
            last = name.rpartition(".")[2]
            loop = issubclass(it, asyncio.AbstractEventLoop)
            owner = f"asyncio.{SPOKEN_FOR[last]}" if last in SPOKEN_FOR else name
            found[it] = LOOP if loop else owner
    return found


def attributes(listed: Collection[str]) -> Iterator[tuple[type, str, list[str]]]:
    """The public attributes of the public classes, with the names that each may have.

    Args:
        listed: Names with an entry.

    Yields:
        Class, attribute, and what it is called in that class and in its bases.
    """
    public = classes(listed)
    for owner in public:
        for attribute in sorted({*dir(owner), *set_by_constructors(owner)}):
            bases = [
                base
                for base in owner.__mro__
                if hasattr(base, attribute) or attribute in set_by_constructors(base)
            ]
            if attribute.startswith("_") or bases[-1].__module__ == "builtins":
                continue
            called = [f"{public[one]}.{attribute}" for one in bases if one in public]
            yield owner, attribute, called


def set_by_constructors(owner: type) -> set[str]:
    """The attributes that objects of a class have and the class has not.

    Args:
        owner: The class. Those of its bases are among them.
    """
    found = set()
    for base in owner.__mro__:
        init = vars(base).get("__init__")
        if inspect.isfunction(init):
            steps = dis.get_instructions(init)
            found |= {str(one.argval) for one in steps if one.opname == "STORE_ATTR"}
    return found


def found_in(owner: type, attribute: str) -> Any:
    """What an attribute of a class is: a function, or something that is not called.

    Args:
        owner: The class.
        attribute: One of its own, or one that its constructor sets.
    """
    if hasattr(owner, attribute):
        return inspect.getattr_static(owner, attribute)
    # A condition has the methods of its lock.
    if issubclass(owner, asyncio.Condition):
        return getattr(asyncio.Lock, attribute)
    return None


def ask(listed: Collection[str]) -> dict[str, str]:
    """Kind and signature of every public name of this Python.

    Args:
        listed: Names with an entry. A name without one is told like the others; an
            attribute that has none in its class has to have one in a base.
    """
    said = {name: told(it) for name, it in of_the_module(listed).items()}
    # The loop of this platform has what every loop has, and its own Unix sockets.
    for owner, attribute, called in attributes(listed):
        name = next((one for one in called if one in listed), called[-1])
        loop = called[0].startswith(f"{LOOP}.")
        if not loop or owner is asyncio.SelectorEventLoop or name not in said:
            own = name == called[0] or loop or name not in said
            if own:
                said[name] = told(found_in(owner, attribute), owner)
    return said


def told(it: Any, owner: type | None = None) -> str:
    """Kind and signature of an object, such as `coroutine (fut, timeout)`.

    Args:
        it: What a name stands for.
        owner: Its class, if it belongs to one.
    """
    if isinstance(it, type):
        kind = "exception" if issubclass(it, BaseException) else "class"
        own = kind == "class" or inspect.isfunction(vars(it).get("__init__"))
        return f"{kind} {signature(it) if own else ''}".rstrip()
    if not callable(it):
        return "attribute" if owner else "constant"
    kind = "coroutine" if inspect.iscoroutinefunction(it) else "function"
    return f"{kind} {signature(it, owner)}".rstrip()


def signature(it: Any, owner: type | None = None) -> str:
    """The arguments of something, without types.

    Args:
        it: What is called.
        owner: Its class, if it belongs to one: then its first argument is the object.
    """
    try:
        found = inspect.signature(it)
    except ValueError:  # It is written in C and does not tell. Its twin in Python does.
        twins: Any = {
            asyncio.Future: "futures._PyFuture",
            asyncio.Task: "tasks._PyTask",
        }
        if owner not in twins:
            return ""
        found = inspect.signature(attrgetter(f"{twins[owner]}.{it.__name__}")(asyncio))
    given = [
        one.replace(annotation=inspect.Parameter.empty)
        for one in found.parameters.values()
    ]
    empty = inspect.Signature.empty
    given = given[owner is not None :]
    text = str(found.replace(parameters=given, return_annotation=empty))
    return re.sub(r"<Address\w+\.(\w+): \d+>", r"socket.\1", text)


def write(store: Store) -> str:
    """Ask this Python and keep what it says; give what was done in a few words."""
    try:
        kept = answers(store)
    except Stale:
        kept = Answers()
    name = platform.python_version() + (f" {IN_PYODIDE}" if BROWSER else "")
    known = kept.pythons.get(VERSION, "")
    if BROWSER and known and IN_PYODIDE not in known:
        return f"kept what {known} said"
    said = ask(names(store))
    same = known == name and kept.said[VERSION] == said
    kept.pythons[VERSION], kept.said[VERSION] = name, said
    store.save(path_of(store), kept.to_json())
    return "same" if same else "recorded"


def check(store: Store) -> list[str]:
    """Ask this Python again, and say what differs from what is kept.

    Patch releases change signatures, so those are compared only with the very Python
    that was asked. Names never come with a patch release.

    Raises:
        Stale: There is nothing to compare with.
    """
    kept = answers(store)
    if VERSION not in kept.said:
        return [f"Python {VERSION} was never asked"]
    exact = kept.pythons[VERSION].split()[0] == platform.python_version()
    old, new = kept.said[VERSION], ask(names(store))
    return [
        f"{name}: recorded {old.get(name)}, now {new.get(name)}"
        for name in sorted(old.keys() | new.keys())
        if (old.get(name) != new.get(name) if exact else (name in old) != (name in new))
    ]


def main(arguments: Sequence[str] | None = None, store: Store = PROJECT) -> int:
    """Write or check; the exit status is 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m cheatsheet.store.api")
    parser.add_argument("command", choices=["write", "check"])
    try:
        if parser.parse_args(arguments).command == "write":
            print(f"{VERSION} names of asyncio: {write(store)}")
            return 0
        found = check(store)
    except (Stale, ValueError) as error:
        parser.exit(1, f"{error}\n")
    print(
        f"{VERSION} names of asyncio:", "\n".join([*found, REPAIR]) if found else "same"
    )
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
