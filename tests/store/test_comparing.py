"""Comparing recordings: each field of each class, whatever classes there are."""

import copy
import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cheatsheet.store.comparing import ORIGIN, REAL_CLOCK, differences, masked
from looptape import recording
from looptape.record.recorder import record
from looptape.recording import (
    SECOND,
    Bar,
    Deed,
    Hold,
    Lane,
    Piece,
    Recording,
    Step,
    Wait,
)
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


def full() -> Recording:
    """A recording with one of each class in it."""
    return Recording(
        "chapter/name",
        "0" * 64,
        lanes=[Lane("task", "A", "say()")],
        steps=[Step(0, 0, 1, "start", wait=Wait("turn", "w"), deeds=[Deed("calls")])],
        bars=[Bar(0, 0, 1, "crunch(3)")],
        holds=[Hold("lock", 0, "lock", 0)],
        output=[Piece("printed\n", 0)],
    )


# A way from a recording to one of its parts: names of fields and places in lists.
Way = tuple[str | int, ...]


def parts(item: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """A recording and every part of it that has fields, with the way there."""
    yield way, item
    for entry in dataclasses.fields(item):
        value = getattr(item, entry.name)
        if dataclasses.is_dataclass(value):
            yield from parts(value, (*way, entry.name))
        elif value and isinstance(value, list) and dataclasses.is_dataclass(value[0]):
            yield from parts(value[0], (*way, entry.name, 0))


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 3 * SECOND  # More than any tolerance.
    if isinstance(value, str):
        return f"{value}!"
    if isinstance(value, list):
        return [*value, copy.deepcopy(value[0]) if value else 7]
    return 7 if value is None else None


FIELDS = [
    (way, type(part), entry.name)
    for way, part in parts(full())
    for entry in dataclasses.fields(part)
]


def change(run: Recording, way: Way, name: str) -> None:
    part: Any = run
    for step in way:
        part = part[step] if isinstance(step, int) else getattr(part, step)
    setattr(part, name, changed(getattr(part, name)))


def reason(way: Way, kind: type, name: str, *, real: bool) -> str | None:
    """Why a field is not compared, where it is listed, or something around it."""
    if kind is Recording and name in ORIGIN:
        return ORIGIN[name]
    around = REAL_CLOCK[Recording].get(str(way[0])) if way else None
    return (around or REAL_CLOCK.get(kind, {}).get(name)) if real else None


def test_the_sample_has_every_class_of_the_schema() -> None:
    defined = {
        item
        for item in vars(recording).values()
        if isinstance(item, type) and dataclasses.is_dataclass(item)
    }
    assert {kind for _, kind, _ in FIELDS} == defined


@pytest.mark.parametrize("clock", ["virtual", "real"])
@pytest.mark.parametrize(
    ("way", "kind", "name"), FIELDS, ids=lambda it: getattr(it, "__name__", str(it))
)
def test_every_field_is_compared_or_listed(
    way: Way, kind: type, name: str, clock: str
) -> None:
    old, new = full(), full()
    old.clock = new.clock = clock
    assert not differences(old, new, [])
    change(new, way, name)
    found = differences(old, new, [])
    assert bool(found) != bool(reason(way, kind, name, real=clock == "real"))


def test_what_is_listed_is_a_field_and_has_a_reason() -> None:
    for kind, listed in [(Recording, ORIGIN), *REAL_CLOCK.items()]:
        assert listed.keys() <= {entry.name for entry in dataclasses.fields(kind)}
        assert all(listed.values())


def test_a_real_clock_may_change_the_order_of_lanes_only() -> None:
    old = full()
    old.clock = "real"
    old.lanes.append(Lane("task", "B", "say()"))
    old.output.append(Piece("last\n", 0))
    new = copy.deepcopy(old)
    new.lanes.reverse()
    assert not differences(old, new, [])
    new.output.reverse()
    assert "output" in differences(old, new, [])[0]


def test_a_real_run_may_take_a_little_longer(tmp_path: Path) -> None:
    path = tmp_path / "tasks" / "count.py"
    path.parent.mkdir()
    path.write_text(SOURCE)
    one = Script.read(path)
    old, new = record(one, clock="real"), record(one, clock="real")
    # A sleep never ends early; on a busy machine it may end late.
    gaps = [later.at - line.at for line, later in pairwise(old.output)]
    assert all(gap >= SECOND for gap in gaps)
    assert old.until >= 2 * SECOND and old.until % (SECOND // 10) == 0
    new.until = old.until + SECOND
    assert not differences(old, new, [])
    new.until += 2 * SECOND
    assert differences(old, new, [])
    new.until = 0  # On a quicker machine than the recorded one.
    assert not differences(old, new, [])


def test_what_varies_is_masked() -> None:
    assert masked("took 1.3 s", [r"\d\.\d s"]) == masked("took 0.9 s", [r"\d\.\d s"])
    assert masked("took 1.3 s", [r"\d\.\d s"]) != masked("takes 1.3 s", [r"\d\.\d s"])
