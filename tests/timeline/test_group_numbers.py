"""The number of a group's tasks is told if it is that of the tasks it created."""

import pytest

from looptape.recording import SECOND, Deed, Lane, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import run

THREE = "continues because all three are done, and ends."
EVERY = "continues because all tasks of the TaskGroup are done, and ends."


@pytest.mark.parametrize(
    ("tasks", "early", "earlier", "said"),
    [
        (3, 0, None, THREE),
        (5, 2, None, EVERY),
        # What was waited for before is not of this group.
        (5, 2, "", THREE),
        (5, 2, "group", THREE),
    ],
)
def test_the_number_is_that_of_the_tasks_that_were_created(
    tasks: int, early: int, earlier: str | None, said: str
) -> None:
    """Two of five tasks end while the group's body still runs."""
    lanes = list(range(1, tasks + 1))
    first, rest = lanes[:early], lanes[early:]
    made = lanes if earlier is None else first
    nap = Wait("sleep", seconds=1, until=SECOND)
    if earlier is not None:
        nap = Wait("task", earlier, lanes=first)
    steps = [
        Step(0, 0, 0, "start", wait=nap, deeds=[Deed("makes", lanes=made)]),
        *(Step(lane, 0, 0, "step", 0, end="returns") for lane in first),
    ]
    then = [] if made == lanes else [Deed("makes", lanes=rest)]
    waits = len(steps)
    cause = ("timer", None) if earlier is None else ("step", waits - 1)
    group = Wait("task", "group", lanes=rest)
    steps += [
        Step(0, SECOND, SECOND, *cause, wait=group, deeds=then),
        *(Step(lane, SECOND, SECOND, "step", waits, end="returns") for lane in rest),
        Step(0, SECOND, SECOND, "step", waits + len(rest), end="returns"),
    ]
    names = [Lane("task", f"work {lane}", "work()") for lane in lanes]
    recording = run(steps, Lane("task", "main", "main()"), *names)
    assert plain(Figure(recording).rows()[-1].what).startswith(said)
