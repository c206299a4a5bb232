"""Tasks to which the program gave the same name."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from looptape.recording import Lane, Recording


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
