"""The arrows of a deadlock: which tasks they join."""

import re
from itertools import pairwise

import pytest

from looptape.recording import Lane, Recording, Step, Wait
from looptape.timeline import Figure
from tests.timeline.runs import run
from tests.timeline.small import Small

ELBOW = re.compile(r"M0 (\d+)h(\d+)V(\d+)H2")


def stuck(*waits: list[int]) -> Recording:
    """Tasks each of which waits for some of the others, for ever."""
    lanes = [Lane("task", f"t{i}", "t()") for i in range(len(waits))]
    steps = [
        Step(i, 0, 0, "start", wait=Wait("task", lanes=others))
        for i, others in enumerate(waits)
    ]
    return run(steps, *lanes, ended="deadlock", error="nothing can wake the loop")


@pytest.mark.parametrize(
    ("waits", "joined"),
    [
        ([[1], [0]], {(0, 1), (1, 0)}),
        ([[1], [2], [0]], {(0, 1), (1, 2), (2, 0)}),
        # The first waits for a cycle and is not in it; the last is waited for.
        ([[1, 3], [2], [1, 3], []], {(1, 2), (2, 1)}),
        # Two cycles that share a task.
        ([[1, 2], [0], [0]], {(0, 1), (1, 0), (0, 2), (2, 0)}),
        ([[], [0]], set()),
    ],
)
def test_arrows_join_the_tasks_of_each_cycle_and_no_others(
    waits: list[list[int]], joined: set[tuple[int, int]]
) -> None:
    small = Small(Figure(stuck(*waits)))
    lane_at = {middle: lane for lane, middle in small.middles.items()}
    found, reach = set(), []
    for mark in small.marks("tl-cycle"):
        line, head = mark
        assert mark.get("x") == "100%"
        whole = ELBOW.fullmatch(line.get("d", ""))
        assert whole
        begin, away, end = map(int, whole.groups())
        assert head.get("d") == f"M1 {end}l6-4v8z"
        # An arrow that leaves a bar does not touch one that comes to it.
        found.add((lane_at[begin + 3], lane_at[end - 3]))
        reach.append(away)
    assert found == joined and len(reach) == len(joined)
    # Within the room right of the plot; two that follow each other do not coincide.
    assert all(0 < away < 26 for away in reach)
    assert all(a != b for a, b in pairwise(reach))
