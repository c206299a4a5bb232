"""Sentences say into which queue an item goes: `puts` without a place says little."""

import pytest

from looptape.recording import Deed, Lane, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import run

GET = Wait("queue", "get", "queue")


@pytest.mark.parametrize(
    ("name", "place"), [("queue", "the queue"), ("", "the queue"), ("jobs", "jobs")]
)
def test_an_item_is_put_in_a_queue(name: str, place: str) -> None:
    put, get = Deed("puts", name, "queue"), Deed("gets", name, "queue")
    recording = run(
        [
            Step(0, 0, 0, "start", wait=GET),
            Step(1, 0, 0, "start", deeds=[put, put], wait=Wait("turn")),
            Step(0, 0, 0, "step", 1, deed=0, deeds=[get, get], wait=Wait("turn")),
            Step(1, 0, 0, "step", 1, deeds=[put], end="returns"),
            Step(0, 0, 0, "step", 2, end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("task", "feed", "feed()"),
    )
    told = [plain(row.what) for row in Figure(recording).rows()]
    assert told[1:4] == [
        f"starts, puts two items in {place}, which wakes main, and yields control.",
        (
            f"wakes up because feed put an item in {place}. It takes two items and "
            "yields control."
        ),
        f"gets its next turn, puts an item in {place} and ends.",
    ]


def test_queues_are_told_apart() -> None:
    deeds = [
        Deed("gets", "jobs", "queue"),
        Deed("puts", "queue", "queue"),
        Deed("gets", "queue", "queue"),
    ]
    (row,) = Figure(run([Step(0, 0, 0, "start", deeds=deeds, end="returns")])).rows()
    assert plain(row.what) == (
        "starts, takes an item from jobs, puts an item in the queue, takes an item "
        "from the queue and ends. The program ends."
    )
