"""A sentence ends where it tells of others, if the task itself does more."""

import pytest

from looptape.recording import SECOND, Deed, Lane, Piece, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from looptape.timeline.prose.table import Action, Row
from tests.timeline.runs import calls, run

GATE = Deed("sets", "gate", "event", line=2)
DOOR = Deed("sets", "door", "event", line=3)
SHUT = Deed("clears", "gate", "event", line=4)
PRINTS = Deed("prints", piece=0, line=5)


def row_of(deeds: list[Deed]) -> Row:
    """A step, the first deed of which wakes one task and the second another."""
    waits = [Wait("event", "event", name) for name in ("gate", "door")]
    recording = run(
        [
            *(Step(lane, 0, 0, "start", wait=waits[lane - 1]) for lane in (1, 2)),
            Step(0, 0, 0, "start", deeds=deeds, wait=Wait("turn")),
            *(
                Step(place + 1, 0, 0, "step", 2, deed=place, end="returns")
                for place, deed in enumerate(deeds[:2])
                if deed.verb == "sets"
            ),
        ],
        *(Lane("task", name, "work()") for name in ("main", "A", "B")),
        output=[Piece("a\n", 0, lane=0, step=2)],
    )
    row = Figure(recording).rows()[2]
    assert isinstance(row, Row)
    return row


@pytest.mark.parametrize(
    ("deeds", "said"),
    [
        ([GATE], "starts, sets gate, which wakes A, and yields control."),
        (
            [GATE, PRINTS],
            "starts and sets gate, which wakes A. main prints “a” and yields control.",
        ),
        (
            [GATE, DOOR, PRINTS],
            (
                "starts and sets gate, which wakes A. main sets door, which wakes B. "
                "main prints “a” and yields control."
            ),
        ),
        # In a new sentence, an object has its name again.
        (
            [GATE, SHUT, PRINTS],
            (
                "starts and sets gate, which wakes A. main clears gate, prints “a” and "
                "yields control."
            ),
        ),
        (
            [PRINTS, DOOR, SHUT, GATE],
            (
                "starts, prints “a” and sets door, which wakes B. main clears gate, "
                "sets it and yields control."
            ),
        ),
    ],
)
def test_a_sentence_ends_with_whom_it_wakes_if_more_follows(
    deeds: list[Deed], said: str
) -> None:
    row = row_of(deeds)
    assert plain(row.what) == said
    actions = [one for one in row.told if isinstance(one, Action)]
    assert [one.line for one in actions] == [deed.line for deed in deeds]


def test_the_next_in_line_does_not_seem_to_act() -> None:
    lock = Wait("lock", "semaphore", "limit", lanes=[0])
    recording = run(
        [
            *(Step(lane, 0, 0, "start", wait=lock) for lane in (1, 2)),
            Step(0, 0, 0, "start", end="returns", value="'apples'",
                 deeds=[Deed("closes", kind="stream"),
                        Deed("releases", "limit", "semaphore")]),
            Step(1, 0, 0, "step", 2, deed=1, end="returns"),
        ],
        *(Lane("task", name, "work()") for name in ("main", "A", "B")),
    )  # fmt: skip
    assert plain(Figure(recording).rows()[2].what) == (
        "starts, closes the connection and releases limit, which wakes A, the next in "
        "line. main returns 'apples'."
    )


def test_a_callback_that_wakes_a_task_and_does_no_more_is_one_sentence() -> None:
    gate = Wait("event", "event", "gate")
    recording = run(
        [
            Step(1, 0, 0, "start", wait=gate),
            Step(0, 0, 0, "timer", call="open_it()", deeds=[GATE], end="returns"),
            Step(1, 0, 0, "step", 1, deed=0, end="returns"),
        ],
        Lane("callbacks", "callbacks", ""),
        Lane("task", "A", "work()"),
    )
    assert plain(Figure(recording).rows()[1].what) == (
        "The loop calls open_it(), which sets gate, which wakes A."
    )


def test_a_clause_on_others_does_not_seem_to_go_on() -> None:
    """`calls A, which blocks the loop, prints "a"` does not tell what prints."""
    blocks = calls("time.sleep(2)", 0, 2 * SECOND, 2)
    asks = Deed("requests", "GET /", at=2 * SECOND, until=3 * SECOND, line=3)
    recording = run(
        [Step(0, 0, 3 * SECOND, "start", deeds=[blocks, PRINTS, asks], end="returns")],
        output=[Piece("a\n", 0, lane=0, step=0)],
    )
    (row,) = Figure(recording).rows()
    assert isinstance(row, Row)
    assert plain(row.what).startswith(
        "starts, calls time.sleep(2), which blocks the loop for 2 s, and then prints "
        "“a”, blocks the loop for 1 s until GET / is answered, and then ends."
    )
    actions = [one for one in row.told if isinstance(one, Action)]
    assert [one.line for one in actions] == [2, 5, 3]
