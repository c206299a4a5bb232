"""Tasks that a step has just cancelled, and waits for, are not named again."""

import pytest

from looptape.recording import Deed, Lane, Piece, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import run

CANCEL_A, CANCEL_B = (Deed("cancels", lanes=[lane]) for lane in (1, 2))


@pytest.mark.parametrize(
    ("deeds", "waits", "said"),
    [
        ([CANCEL_A], [1], "cancels A and waits for it."),
        ([CANCEL_A, CANCEL_B], [1, 2], "cancels A and B, and waits for both."),
        ([CANCEL_B, CANCEL_A], [1, 2], "cancels B and A, and waits for both."),
        # Other tasks, or a name of something else in between.
        ([CANCEL_A], [2], "cancels A and waits for B."),
        ([CANCEL_A], [1, 2], "cancels A and waits for A and B."),
        (
            [Deed("cancels", lanes=[3, 1])],
            [3],
            "cancels C, which waits for A, and then waits for C.",
        ),
        (
            [CANCEL_A, Deed("sets", "gate", "event")],
            [1],
            "cancels A, sets gate and waits for A.",
        ),
        (
            [CANCEL_A, Deed("prints", piece=0)],
            [1],
            "cancels A, prints “a” and waits for A.",
        ),
    ],
)
def test_whom_it_waits_for(deeds: list[Deed], waits: list[int], said: str) -> None:
    sleep, for_a = Wait("sleep", seconds=9), Wait("task", lanes=[1])
    recording = run(
        [
            *(Step(lane, 0, 0, "start", wait=sleep) for lane in (1, 2)),
            Step(3, 0, 0, "start", wait=for_a),
            Step(0, 0, 0, "start", deeds=deeds, wait=Wait("task", lanes=waits)),
            *(Step(lane, 0, 0, "cancel", 3, end="cancelled") for lane in (1, 2, 3)),
        ],
        *(Lane("task", name, "work()") for name in ("main", "A", "B", "C")),
        output=[Piece("a\n", 0, lane=0, step=3)],
    )
    assert plain(Figure(recording).rows()[3].what) == f"starts, {said}"
