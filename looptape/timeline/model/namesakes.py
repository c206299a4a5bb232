"""Names of tasks that a reader would mistake for something else."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from looptape.recording import Lane, Recording
from looptape.text.labels import OWNERS


def told_apart(recording: Recording) -> Recording:
    """A run in which lanes of one name that are there at the same time are numbered.

    Names that the program did not give are numbered by the recorder. Those that it
    gave stay as they are where each has ended before the next one is made.

    Args:
        recording: The run.
    """
    last = {step.lane: number for number, step in enumerate(recording.steps)}
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, lane in enumerate(recording.lanes):
        if lane.kind == "task":
            alike[lane.program, lane.name].append(index)
    lanes = list(recording.lanes)
    taken = {lane.name for lane in lanes}

    def over(index: int) -> float:
        """The number of the step that ends a lane."""
        number = last.get(index)
        if number is None or recording.steps[number].end == "waits":
            return len(recording.steps)
        return number

    def begins(lane: Lane) -> int:
        return -1 if lane.made_in is None else lane.made_in

    for group in alike.values():
        names = [f"{lanes[index].name} {n}" for n, index in enumerate(group, start=1)]
        meet = any(begins(lanes[two]) <= over(one) for one, two in pairwise(group))
        if meet and not taken.intersection(names):
            for index, name in zip(group, names, strict=True):
                lanes[index] = replace(lanes[index], name=name)
    changed = lanes != recording.lanes
    return replace(recording, lanes=lanes) if changed else recording


def counted(recording: Recording, hidden: Collection[int]) -> Recording:
    """A run whose threads and child processes are numbered as far as they are shown.

    One that never came to run is not, and would leave a number out.

    Args:
        recording: The run.
        hidden: The lanes that are not shown.
    """
    lanes, numbers = list(recording.lanes), Counter[tuple[int, str]]()
    for index, lane in enumerate(recording.lanes):
        name, _, number = lane.name.rpartition(" ")
        outside = lane.kind in {"thread", "process"} and not lane.named
        if outside and index not in hidden and number.isdigit():
            numbers[lane.program, name] += 1
            name += f" {numbers[lane.program, name]}"
            lanes[index] = replace(lane, name=name)
    changed = lanes != recording.lanes
    return replace(recording, lanes=lanes) if changed else recording


def with_owners(recording: Recording, hidden: Collection[int]) -> Recording:
    """A run in which a library's own tasks have its name: the program has others.

    Args:
        recording: The run.
        hidden: The lanes that are not shown, whose names stay as they are.
    """
    names: dict[int, str] = {}
    for index, lane in enumerate(recording.lanes):
        function = lane.call.partition("(")[0]
        if lane.kind == "library" and index not in hidden and function in OWNERS:
            names[index] = f"{OWNERS[function]}'s {function}"
    if not names:
        return recording
    lanes, numbers = list(recording.lanes), Counter[str]()
    for index, name in names.items():
        numbers[name] += 1
        several = list(names.values()).count(name) > 1
        told = f"{name} {numbers[name]}" if several else name
        lanes[index] = replace(lanes[index], name=told)
    return replace(recording, lanes=lanes)


def row_names(lanes: list[Lane], rows: list[int]) -> dict[int, str]:
    """The name of each row, with a number where several have the same one.

    In a sentence it is plain, as what happens there tells which one is meant.

    Args:
        lanes: All lanes.
        rows: Indexes of those that are shown, from top to bottom.
    """
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for lane in rows:
        alike[lanes[lane].program, lanes[lane].name].append(lane)
    return {
        lane: f"{name} #{number}" if len(same) > 1 else name
        for (_, name), same in alike.items()
        for number, lane in enumerate(same, start=1)
    }
