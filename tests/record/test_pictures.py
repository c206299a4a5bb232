"""Headlines, marks and output of small programs."""

import re

import pytest

from looptape.text.lines import lines_of
from looptape.timeline.prose.table import Row, plain
from tests.record.ending_programs import (
    CANCELLED,
    DEADLOCK,
    ENDLESS,
    GATHER_RAISED,
    GROUP,
    SERVES,
    STUCK,
    TIMEOUT,
)
from tests.record.small_programs import (
    BITS,
    BLOCK,
    GATHER,
    LOCK,
    NESTED,
    NETWORK,
    QUEUE,
    SEMAPHORE,
    THREAD,
)


@pytest.mark.parametrize(
    ("source", "headline"),
    [
        (
            DEADLOCK,
            (
                "Deadlock at 1 s: left waits for y, held by right; "
                "right waits for x, held by left."
            ),
        ),
        (
            GROUP,
            (
                "Took 1 s and raised ExceptionGroup: fetch 2 failed, and its siblings "
                "were cancelled."
            ),
        ),
        (
            BLOCK,
            "Took 2 s. The loop was blocked for 2 s by time.sleep(2) in report.",
        ),
        (GATHER, "Took 3 s; one after another, the waits would have taken 6 s."),
        (GATHER_RAISED, "Took 1 s. save 1 raised ValueError."),
        (CANCELLED, "Took 1 s."),
        (
            SERVES,
            "Serves from 0 s on, but no client connects.",
        ),
        (
            STUCK.format("queue.put(2)"),
            "Deadlock at 0 s: main waits for room in the queue.",
        ),
        (
            STUCK.format("asyncio.Queue().get()"),
            "Deadlock at 0 s: main waits for an item.",
        ),
        (LOCK, "Took 3 s. No sleeps overlapped."),
        (NESTED, "Took 2 s."),
        (QUEUE, "Took no time: 8 steps, one after another."),
        (ENDLESS, "Stopped at 60 s of virtual time, the limit of a run."),
        (
            TIMEOUT,
            "Took 1.5 s: the timeout expired after 1 s, and cleanup took 0.5 s.",
        ),
        (
            "while True: print('x' * 999_999)",
            "Stopped after 10,000,000 characters of output, the limit of a run.",
        ),
    ],
)
def test_what_matters_most_is_the_headline(figure, source, headline) -> None:
    assert "".join(text for text, _ in figure(source).headline) == headline


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        (DEADLOCK, ["tl-hold", "tl-cycle", "tl-head", "for ever", "sleep 1, holds x"]),
        (LOCK, ["tl-hold", "waits for the lock, held by worker 1"]),
        (
            BLOCK,
            [
                "tl-veil",
                "tl-block",
                "tl-late",
                "1.5 s late",
                "time.sleep(2) blocks the loop",
                "nothing else can run for 2 s",
            ],
        ),
        (THREAD, ["tl-bar", "simulated", ">time.sleep(2)<"]),
        (
            TIMEOUT,
            [
                "tl-timeout",
                "1 s: timeout(1) expires",
                "tl-cancel",
                "tl-sleep tl-cleaning",
                ">cleans up<",
                "tl-cancelled",
            ],
        ),
        (GROUP, ["tl-raised", "ValueError('no news')", ">cancelled<", "tl-cancel"]),
        (NETWORK, ["tl-net", "waits for data"]),
        (GATHER, ["tl-made", "tl-print", "tl-done", "tl-stop", "returns 'B'"]),
        (QUEUE, ["tl-number", "tl-for", "0 s: no time passes, 8 steps in this order"]),
    ],
)
def test_each_mark_is_drawn(figure, source: str, marks: list[str]) -> None:
    text = figure(source).picture.svg.replace("&#x27;", "'")
    missing = [mark for mark in marks if mark not in text]
    assert not missing


def test_the_key_says_what_is_held(figure) -> None:
    words = {
        source: dict(figure(source).picture.key)["tl-hold"]
        for source in (LOCK, SEMAPHORE)
    }
    assert list(words.values()) == ["holds the lock", "holds the semaphore"]


def test_what_is_received_is_linked_to_the_step_that_sent_it(figure) -> None:
    shown = figure(NETWORK)
    rows = [row for row in shown.rows() if isinstance(row, Row)]
    (received,) = (row for row in rows if "data arrived from answer" in plain(row.what))
    sent = rows[shown.view.wakers[received.number - 1]]
    assert sent.task == "answer" and sent.at == received.at
    assert f'data-k="{received.number}" data-w="{sent.number}"' in shown.picture.svg


def test_output_is_shown_as_it_was_written(figure) -> None:
    shown = figure(BITS)
    line, _ = lines_of(shown.view.recording.output)
    assert line.text == ".#.#"
    bits = re.findall(
        r'<span class="example-piece" data-at="([^"]*)" data-who="([^"]*)" '
        r'data-k="(\d+)">(.)</span>',
        shown.outputs(),
    )
    assert [(at, who, text) for at, who, _, text in bits] == [
        ("1 s", "say 1", "."),
        ("1.5 s", "say 2", "#"),
        ("2 s", "say 1", "."),
        ("3 s", "say 2", "#"),
    ]
    # All bits are one cell of the row, which is a grid.
    assert re.search(
        r'<span class="example-row"[^>]*><span>(<span.*</span>)</span>\n</span>',
        shown.outputs(),
    )
    rows = [row for row in shown.rows() if isinstance(row, Row)]
    assert all(text in rows[int(k) - 1].prints for _, _, k, text in bits)
