"""Calls that a step hands to a pool in a row are told together."""

import re

import pytest

from looptape.recording import SECOND, Bar, Deed, Lane, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.model.view import View
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import run


def told(calls: list[tuple[str, int]], wait: Wait | None = None) -> str:
    """A step hands calls over; a worker begins with its second when that one ends."""
    ends = {1: 0, 2: 0}
    bars = []
    for text, lane in calls:
        bars.append(Bar(lane, ends[lane], ends[lane] + SECOND, text))
        ends[lane] += SECOND
    wait = wait or Wait("task", lanes=[1, 2], calls=len(calls))
    deeds = [Deed("hands", text, "thread", lanes=[lane]) for text, lane in calls]
    recording = run(
        [
            Step(0, 0, 0, "start", deeds=deeds, wait=wait),
            Step(0, 2 * SECOND, 2 * SECOND, "thread", end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("thread", "thread 1", "a()"),
        Lane("thread", "thread 2", "b()"),
        bars=bars,
    )
    return plain(Figure(recording).rows()[0].what)


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        (
            [("a()", 1), ("b()", 2), ("c()", 1), ("d()", 2)],
            (
                "starts, hands a() and b() to two worker threads, puts c() and d() in "
                "the pool's queue, and waits for all four calls."
            ),
        ),
        (
            [("a()", 1), ("a()", 2), ("a()", 1), ("a()", 2)],
            (
                "starts, hands a() to two worker threads, puts a() in the pool's queue "
                "twice and waits for all four calls."
            ),
        ),
        (
            [("a()", 1), ("b()", 2), ("b()", 1), ("c()", 2), ("b()", 1)],
            (
                "starts, hands a() and b() to two worker threads, puts three calls in "
                "the pool's queue and waits for all five calls."
            ),
        ),
        (
            [("a()", 1), ("b()", 2), *((f"c({n})", 1 + n % 2) for n in range(8))],
            (
                "starts, hands a() and b() to two worker threads, puts eight calls in "
                "the pool's queue and waits for all ten calls."
            ),
        ),
    ],
)
def test_calls_in_a_row_are_told_together(
    calls: list[tuple[str, int]], said: str
) -> None:
    assert told(calls) == said


def test_of_several_calls_it_says_for_which_one_it_waits() -> None:
    wait = Wait("thread", name="b()", lanes=[2])
    assert told([("b()", 2)], wait) == "starts, hands b() to a worker thread and waits."
    assert told([("a()", 1), ("b()", 2)], wait) == (
        "starts, hands a() and b() to two worker threads, and waits for b()."
    )


def test_calls_that_take_no_time_stand_where_they_were_handed_over() -> None:
    def step(cause: str, text: str) -> Step:
        deed = Deed("hands", text, "thread", lanes=[1])
        return Step(0, 0, 0, cause, deeds=[deed], wait=Wait("future", "future"))

    recording = run(
        [
            step("start", "a()"),
            Step(2, 0, 0, "start", end="returns", call="finish()"),
            step("step", "b()"),
            Step(2, 0, 0, "start", end="returns", call="finish()"),
            Step(0, 0, 0, "step", end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("thread", "thread 1", "a()", parent=0, made_in=0),
        Lane("callbacks", "callbacks", ""),
        bars=[Bar(1, 0, 0, "a()"), Bar(1, 0, 0, "b()")],
    )
    figure = Figure(recording)
    places = [span.start for span in figure.spans if span.kind == "bar"]
    assert places == [(0, 1), (0, 3)]
    drawn = re.findall(r'class="tl-bar">(.*?)</g>', figure.picture.svg)
    assert [re.findall(r'x="([\d.]+)%"', group) for group in drawn] == [["9", "27"]]
    assert ("tl-bar", "runs in a thread") in figure.picture.key


def test_children_are_numbered_as_far_as_they_are_shown() -> None:
    lanes = [Lane("process", f"child {n}", "", 0, False, 0, 0) for n in (1, 2, 3)]
    recording = run(
        [Step(0, 0, SECOND, "start", end="returns")],
        Lane("task", "main", "main()"),
        *lanes,
    )
    recording.bars = [Bar(lane, 0, SECOND, "runs") for lane in (2, 3)]  # Not the first.
    view = View(recording)
    names = [view.lanes[lane].name for lane in view.rows]
    assert names == ["main", "child 1", "child 2"]
