"""Sentences say which call blocks the loop, and for how long, where it is called."""

import pytest

from looptape.recording import SECOND, Deed, Lane, Piece, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import calls, run

HANDS = Deed("hands", "load(2)", kind="thread", lanes=[1])


def told(deeds: list[Deed], wait: Wait | None = None) -> str:
    until = max(deed.until or 0 for deed in deeds)
    recording = run(
        [Step(0, 0, until, "start", deeds=deeds, wait=wait or Wait("turn"))],
        Lane("task", "main", "main()"),
        Lane("thread", "thread 1", "load(2)"),
        output=[Piece("a\n", 0, lane=0, step=0)] * len(deeds),
    )
    (row,) = Figure(recording).rows()
    return plain(row.what).partition(" The program ends")[0]


def prints(number: int) -> Deed:
    return Deed("prints", piece=number)


def test_the_wait_after_a_blocking_call_does_not_seem_to_block() -> None:
    deeds = [calls("time.sleep(2)", 0, 2 * SECOND), prints(0), HANDS]
    wait = Wait("thread", name="load(2)", lanes=[1])
    assert told(deeds, wait).startswith(
        "starts, calls time.sleep(2), which blocks the loop for 2 s, and then prints "
        "“a”, "
    )
    assert told(deeds, wait).endswith(" and waits.")


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (
            Deed("requests", "GET /", at=0, until=SECOND),
            (
                "starts, blocks the loop for 1 s until GET / is answered, and then "
                "yields control."
            ),
        ),
        (
            Deed("reads", "time.time()", at=0, until=SECOND),
            (
                "starts, reads time.time() again and again, which blocks the loop for "
                "1 s, and then yields control."
            ),
        ),
    ],
)
def test_each_kind_of_blocking_call_says_so(deed: Deed, said: str) -> None:
    assert told([deed]) == said


def test_calls_in_a_row_are_summed_up() -> None:
    sleeps = [calls("time.sleep(1)", at * SECOND, (at + 1) * SECOND) for at in (0, 1)]
    assert told(sleeps) == (
        "starts, calls time.sleep(1) twice, which blocks the loop for 2 s in all, "
        "and then yields control."
    )


def test_many_calls_apart_are_summed_up_at_the_end() -> None:
    deeds: list[Deed] = []
    for at in range(3):
        deeds += [calls("time.sleep(1)", at * SECOND, (at + 1) * SECOND), prints(at)]
    assert told(deeds) == (
        "starts, calls time.sleep(1), prints “a”, calls time.sleep(1), prints “a”, "
        "calls time.sleep(1), prints “a” and yields control. This step blocks the loop "
        "for 3 s in all."
    )


def test_a_call_among_more_things_than_are_told_is_told_at_the_end() -> None:
    gate = [Deed("sets", "gate", "event"), Deed("clears", "gate", "event")] * 4
    late = calls("time.sleep(2)", 0, 2 * SECOND)
    assert told([*gate, late]).endswith(
        " and yields control. This step blocks the loop for 2 s."
    )
    early = calls("time.sleep(1)", 0, SECOND)
    assert told([early, *gate, late]).endswith(
        " and yields control. This step blocks the loop for another 2 s."
    )


@pytest.mark.parametrize("calls_", [1, 2])
def test_only_a_single_block_has_its_time_above_it(calls_: int) -> None:
    steps = [
        Step(
            0,
            4 * number * SECOND,
            (4 * number + 3) * SECOND,
            "timer",
            deeds=[calls("sleep(3)", 4 * number * SECOND, (4 * number + 3) * SECOND)],
            wait=Wait("sleep", until=4 * (number + 1) * SECOND),
        )
        for number in range(calls_)
    ]
    end = 4 * calls_ * SECOND
    steps.append(Step(0, end, end, "timer", end="returns"))
    picture = Figure(run(steps, Lane("task", "main", "main()"))).picture.svg
    assert ("nothing else can run for 3 s" in picture) == (calls_ == 1)
    assert "nothing else can run" in picture


def test_either_each_step_is_numbered_or_none() -> None:
    """Where nine have room for their digit and the others have none for two."""
    steps = [Step(0, 0, 0, "step", wait=Wait("turn")) for _ in range(26)]
    picture = Figure(run(steps, Lane("task", "main", "main()"))).picture.svg
    assert picture.count('data-k="') == 26
    assert 'class="tl-number"' not in picture
