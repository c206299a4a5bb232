"""What a picture and its headline say of runs that were made up for it."""

import pytest

from looptape.recording import SECOND, Bar, Deed, Lane, Piece, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.model.spans import one_by_one, spans
from looptape.timeline.model.view import View
from looptape.timeline.prose.table import Row, Skipped, plain
from tests.timeline.runs import (
    EDGES,
    blocked,
    blocks,
    calls,
    elements,
    long_run,
    run,
    sleeping,
)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("nothing", "No task was recorded, so there is nothing to draw."),
        ("no loop", "Took 3 s."),
        ("one step", "Took no time: 1 step."),
        ("one instant", "Took no time: 2 steps, one after another."),
        (
            "deadlock",
            (
                "Deadlock at 0 s: left waits for y, held by right; "
                "right waits for x, held by left."
            ),
        ),
        ("raised", "Took 1 s and raised ValueError: x."),
        ("limit", "Stopped at 60 s of virtual time, the limit of a run."),
        ("a millisecond", "Took 1 ms."),
    ],
)
def test_the_headline_says_what_matters_most(case, expected) -> None:
    assert plain(tuple(Figure(EDGES[case]).headline)) == expected


def test_only_what_is_bad_is_red() -> None:
    for name, recording in EDGES.items():
        bad = [text for text, kind in Figure(recording).headline if kind == "bad"]
        assert bool(bad) == (recording.ended != "returned"), name


def test_a_dead_lock_goes_on_for_ever_and_shows_its_cycle() -> None:
    text = Figure(EDGES["deadlock"]).picture.svg
    assert "for ever" in text and text.count('class="tl-head"') == 2
    waiting = [one for one in elements(text) if one.get("x2") == "100%"]
    assert len(waiting) == 1 + 2  # the axis and both tasks


def test_the_gain_is_the_sum_of_waits_and_none_is_claimed_without() -> None:
    shown = Figure(sleeping(3, 1, 2))
    assert (shown.gain.took, shown.gain.one_by_one) == (3 * SECOND, 6 * SECOND)
    assert (
        plain(tuple(shown.headline))
        == "Took 3 s; one after another, the waits would have taken 6 s."
    )
    small = Figure(sleeping(3, 0.2))
    assert plain(tuple(small.headline)) == "Took 3 s."
    longer = sleeping(0.1, 0.1)
    longer.until = 2 * SECOND
    assert Figure(longer).gain is None


def test_a_server_counts_only_as_what_its_client_waits_for() -> None:
    recording = sleeping(1, 1)
    recording.lanes[1].program = 1
    recording.programs.append("server.py")
    view = View(recording)
    assert one_by_one(view, spans(view)) == (SECOND, 1)
    text = Figure(recording).picture.svg
    assert "b.py" in text and "server.py" in text


def test_a_server_within_the_program_counts_so_too() -> None:
    recording = sleeping(1, 1)
    recording.steps[1].cause = "network"
    view = View(recording)
    assert one_by_one(view, spans(view)) == (SECOND, 1)


def test_a_blocking_call_is_told_and_drawn_over_all_lanes() -> None:
    shown = Figure(blocked())
    assert plain(tuple(shown.headline)) == (
        "Took 2 s. The loop was blocked for 2 s by time.sleep(2) in report."
    )
    told = [plain(row.sentence) for row in shown.rows()]
    assert told[1] == (
        "report starts, calls time.sleep(2), which blocks the loop for 2 s, and then "
        "ends. ticker should have woken up at 0.5 s."
    )
    assert told[2].startswith("ticker wakes up 1.5 s late from its sleep of 0.5 s")
    veil = next(
        group
        for group in elements(shown.picture.svg)
        if group.get("class") == "tl-veil"
    )
    height = int(veil[0].get("height"))
    assert height >= 2 * 38
    assert "1.5 s late" in shown.picture.svg
    assert "nothing else can run for 2 s" in shown.picture.svg


def test_lanes_of_libraries_are_left_out_but_not_what_they_cause() -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("future", name="a future")),
            Step(1, 0, 0, "step", 0, end="returns"),
            Step(2, 0, 0, "step", 1, end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("library", "_helper", "_helper()", parent=0, made_in=0),
        Lane("task", "child", "child()", parent=1, made_in=1),
    )
    view = View(recording)
    assert view.rows == [0, 2] and view.maker[2] == 0
    assert view.wakers == [None, 0]
    assert [row.number for row in Figure(recording).rows()] == [1, 2]
    assert "_helper" not in Figure(recording).picture.svg
    recording.output.append(Piece("from inside\n", 0, lane=1, step=1))
    assert "_helper" in Figure(recording).picture.svg


def test_a_program_waits_while_its_loop_runs() -> None:
    waits = Wait("task", "inner", lanes=[1])
    nap = calls("time.sleep(1)", 0, SECOND, 2)
    recording = run(
        [
            Step(0, 0, SECOND, "start", line=4, wait=waits, deeds=[nap]),
            Step(1, SECOND, SECOND, "step", 0, wait=Wait("sleep", seconds=1)),
            Step(0, SECOND, 2 * SECOND, "step", 1, wait=waits),
            Step(1, 2 * SECOND, 2 * SECOND, "step", 2, end="returns"),
            Step(0, 2 * SECOND, 2 * SECOND, "step", 3, end="returns"),
        ],
        Lane("program", "b.py", ""),
        Lane("task", "main", "main()", parent=0, made_in=0, made_at=SECOND),
    )
    view = View(recording)
    assert [(step.lane, step.at, step.until) for step in view.steps] == [
        (0, 0, 0),
        (0, SECOND, SECOND),
        (1, SECOND, SECOND),
        (1, 2 * SECOND, 2 * SECOND),
        (0, 2 * SECOND, 2 * SECOND),
    ]
    assert view.wakers == [None, None, 1, None, 3]
    assert view.made(1) == view.middle(1)


def test_what_a_program_prints_before_it_is_seen_is_its_own() -> None:
    assert [row.prints for row in Figure(EDGES["no loop"]).rows()] == [
        ("a",),
        ("b",),
        (),
    ]


def test_what_a_thread_prints_stands_at_its_bar() -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("thread", name="work()", lanes=[1])),
            Step(0, SECOND, SECOND, "thread", end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("thread", "thread 1", "work()", parent=0, made_in=0),
        bars=[Bar(1, 0, SECOND, "work()")],
        output=[
            Piece("begins\n", 0, lane=1, after=0),
            Piece("ends\n", SECOND, lane=1, after=0),
        ],
        simulated=["threads"],
    )
    shown = Figure(recording)
    drawn = elements(shown.picture.svg)
    bar = next(one for one in drawn if one.get("class") == "tl-bar")
    start = float(bar[0].get("x")[:-1])
    end = start + float(bar[0].get("width")[:-1])
    marks = next(one for one in drawn if one.get("class") == "tl-print")
    assert [float(mark.get("x")[:-1]) for mark in marks] == pytest.approx(
        [start, end], abs=0.02
    )
    told = [plain(row.what) for row in shown.rows()]
    # Before it wakes main.
    told_of_it = "Meanwhile, thread 1 prints “begins”. At 1 s, thread 1 prints “ends”."
    assert told[0].endswith(told_of_it)
    assert "thread 1 prints" not in told[1]
    assert shown.picture.notes == (
        "Threads are simulated here, one at a time on a virtual clock.",
    )


def test_a_timeout_is_a_mark_on_the_axis() -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("sleep", seconds=9, until=9 * SECOND)),
            Step(1, SECOND, SECOND, "timer", end="returns", timeout=SECOND,
                 deeds=[Deed("cancels", lanes=[0])]),
            Step(0, SECOND, SECOND, "cancel", 1, end="cancelled"),
        ],
        Lane("task", "main", "main()"), Lane("callbacks", "callbacks", ""),
    )  # fmt: skip
    shown = Figure(recording)
    assert shown.view.rows == [0]
    assert "1 s: timeout(1) expires" in shown.picture.svg
    assert [plain(row.sentence) for row in shown.rows()][1:] == [
        "The timeout of 1 s expires and cancels main.",
        (
            "main is cancelled by the timeout while sleeping, and ends. "
            "The program ends."
        ),
    ]
    assert plain(tuple(shown.headline)) == "Took 1 s: the timeout expired after 1 s."
    assert "cancels" in dict(shown.picture.key).values()


def test_a_huge_gap_is_cut_and_says_so() -> None:
    text = Figure(EDGES["a huge gap"]).picture.svg
    assert "9000 s, shortened" in text
    found = blocks(text)
    assert found[5][1] > 10  # what comes before it is not squeezed


def test_a_long_table_keeps_both_ends() -> None:
    table = Figure(long_run(40, 900)).rows()
    numbers = [row.number for row in table if isinstance(row, Row)]
    assert len(table) == 121 and isinstance(table[100], Skipped)
    total = numbers[-1]
    assert numbers[:100] == list(range(1, 101))
    assert numbers[100:] == list(range(total - 19, total + 1))
    assert table[100].text == f"{total - 120:,} more steps, in the recording"
