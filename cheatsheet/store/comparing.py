"""How two recordings of one script differ.

Every field of every class of `looptape.recording` is compared, because the fields
are asked for and not listed: a field that is added there is compared from then on.
What is left out is listed here, each with its reason.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from looptape.recording import SECOND, Bar, Hold, Lane, Piece, Recording

# What tells where a recording comes from, and not what happened in the run.
ORIGIN = {
    "pythons": "the Pythons on which the run was the same, not a part of the run",
    "script": "the folder in which it ran; the digest says that it is the same text",
}
# What a real clock changes from run to run, by class and field. Names of lanes,
# the output, and what ran outside the loop are compared all the same.
REAL_CLOCK: dict[type, dict[str, str]] = {
    Recording: {
        "steps": "how often the loop turns depends on when the system wakes it",
    },
    Lane: {
        "call": "its arguments may be what the system chose, such as a port",
        "parent": "the index of a lane: lanes are made in another order",
        "made_in": "the index of a step, which are not compared",
        "made_at": "a time",
        "lost_in": "the index of a step, which are not compared",
    },
    Bar: {
        "lane": "the index of a lane: lanes are made in another order",
        "at": "a time",
        "until": "a time",
    },
    Hold: {
        "lane": "the index of a lane: lanes are made in another order",
        "step": "the index of a step, which are not compared",
        "until": "the index of a step, which are not compared",
    },
    Piece: {
        "at": "a time",
        "lane": "the index of a lane: lanes are made in another order",
        "step": "the index of a step, which are not compared",
        "after": "the index of a step, which are not compared",
    },
}
# Of these a real clock changes the order.
UNORDERED = {"lanes", "bars", "holds"}

# What messages call an item of a list.
LABELS = {name: name.removesuffix("s") for name in ("lanes", "steps", "bars", "holds")}
LABELS["output"] = "piece of output"

# A run on the real clock may take longer than the recorded one by this. Starting an
# interpreter on a busy machine is late by tenths of a second, twice as much where
# two runs are compared. It may be as short as it likes: what computes or starts
# processes was perhaps recorded on a slower machine, and a wait that is missing
# changes the order of things, which is seen in the output.
REAL_TOLERANCE = 2 * SECOND


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

    Virtual runs have to be equal. Of real ones, all has to be that is not in
    `REAL_CLOCK`: texts without the parts that vary, the end no later than the
    tolerance allows.

    Args:
        old: The recording that is kept.
        new: The one to compare.
        varies: `Settings.varies` of the script.
        tolerance: Nanoseconds by which a real run may be longer.
    """
    if old.clock != new.clock:
        return [f"clock: {old.clock!r}, now {new.clock!r}"]
    real = old.clock == "real"
    found: list[str] = []
    for name in compared_fields(Recording, real):
        one, other = getattr(old, name), getattr(new, name)
        if real and name == "until":
            if other - one > tolerance:
                found.append(f"it took {one / 1e9:g} s, now {other / 1e9:g} s")
        elif isinstance(one, list):
            if real and name in UNORDERED:
                one, other = (
                    sorted(items, key=lambda it: repr(alike(it, varies)))
                    for items in (one, other)
                )
            key = (lambda item: alike(item, varies)) if real else None
            found += _list_difference(LABELS.get(name, name), one, other, key)
        elif one != other and not (real and alike(one, varies) == alike(other, varies)):
            found.append(f"{name}: {one!r}, now {other!r}")
    return found


def compared_fields(kind: type, real: bool) -> list[str]:
    """The fields of a class that are compared.

    Args:
        kind: `Recording`, or the class of a part of it.
        real: Whether the run was on the real clock.
    """
    left_out: set[str] = set()
    if kind is Recording:
        left_out |= ORIGIN.keys()
    if real:
        left_out |= REAL_CLOCK.get(kind, {}).keys()
    return [entry.name for entry in fields(kind) if entry.name not in left_out]


def alike(item: Any, varies: Sequence[str]) -> Any:
    """Leave only what is the same in each run on the real clock.

    Args:
        item: Any part of a recording.
        varies: `Settings.varies` of the script.
    """
    if isinstance(item, str):
        return masked(item, varies)
    if isinstance(item, list):
        return [alike(one, varies) for one in item]
    if is_dataclass(item):
        names = compared_fields(type(item), real=True)
        return [(name, alike(getattr(item, name), varies)) for name in names]
    return item


def _list_difference(
    label: str,
    old: Sequence[Any],
    new: Sequence[Any],
    key: Callable[[Any], Any] | None,
) -> list[str]:
    """The first place at which two lists differ."""
    for number, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        if one != other and (key is None or key(one) != key(other)):
            return [f"{label} {number}: {one}\n  now {other}"]
    if len(old) != len(new):
        extra = old[len(new)] if len(old) > len(new) else new[len(old)]
        return [f"{len(old)} {label}s, now {len(new)}; the first extra one: {extra}"]
    return []
