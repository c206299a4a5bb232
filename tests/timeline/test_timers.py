"""A wait that a timer of a library ends with an exception says which one."""

import pytest

from looptape.recording import SECOND, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import run


@pytest.mark.parametrize("what", ["data", "rest", "answer"])
@pytest.mark.parametrize(
    ("thrown", "said"),
    [
        (
            "SocketTimeoutError",
            "wakes up because its wait failed with SocketTimeoutError, and ends.",
        ),
        (None, "continues because a timer has fired, and ends."),
    ],
)
def test_a_wait_that_a_timer_ends_says_how(
    what: str, thrown: str | None, said: str
) -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("network", what, "GET /")),
            Step(0, SECOND, SECOND, "timer", thrown=thrown, end="returns"),
        ]
    )
    assert plain(Figure(recording).rows()[1].what).startswith(said)
