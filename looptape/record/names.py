"""The names by which a program knows its objects.

A lock has no name of its own; a reader knows it by the variable that holds it.
One that is handed on has several: `main` makes `x`, and calls it `first` in one
child and `second` in the other. So the outermost scope that has it counts.
"""

import asyncio
import types
from collections.abc import Iterator, Sequence
from typing import Any

from looptape.virtual.private import condition_lock, local_values

LARGEST = 100  # entries of a container that is looked through
WORDS = ("lock", "semaphore", "condition", "event", "barrier")


def name_of(thing: Any, frames: Sequence[types.FrameType]) -> str | None:
    """The name of an object, such as `x`, `forks[0]` or `account.lock`.

    Args:
        thing: The object.
        frames: Frames of the program in which to look, the outermost first.

    Returns:
        The name, or None if no frame has it.
    """
    for frame in frames:
        for scope in (frame.f_globals, local_values(frame)):
            for find in (_direct, _within):
                for name, value in list(scope.items()):
                    found = find(thing, str(name), value)
                    if found is not None:
                        return found
    return None


def the(name: str) -> str:
    """A name as a sentence says it: `x`, but `the lock` for one called `lock`."""
    word = name.strip("_").lower()
    if word == "boundedsemaphore":
        word = "semaphore"
    return f"the {word}" if word in WORDS else name


def _direct(thing: Any, name: str, value: Any) -> str | None:
    # Not `isinstance`, which asks the value: nothing of the program is to run.
    condition = issubclass(type(value), asyncio.Condition)
    inner = condition and condition_lock(value) is thing
    return name if value is thing or inner else None


def _within(thing: Any, name: str, value: Any) -> str | None:
    """The name of one that is an entry or an attribute of another."""
    for label, inner in _parts(value):
        if _direct(thing, "", inner) is not None:
            return label[1:] if name == "self" else f"{name}{label}"
    return None


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if type(value) in {list, tuple} and len(value) <= LARGEST:
        for place, inner in enumerate(value):
            yield f"[{place}]", inner
    elif type(value) is dict and len(value) <= LARGEST:
        for key, inner in value.items():
            if type(key) in {str, int}:
                yield f"[{key!r}]", inner
    elif type(value).__module__ == "__main__":
        # Nothing of the program is to run while it is looked at.
        lookup: Any = type(value).__getattribute__
        attributes = getattr(value, "__dict__", {})
        if lookup is object.__getattribute__ and type(attributes) is dict:
            for key, inner in attributes.items():
                yield f".{key}", inner
