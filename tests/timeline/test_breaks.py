"""Where a long name or address may be broken, in what a run printed."""

import re

import pytest

from looptape.recording import Piece, Step
from looptape.text.breaks import breakable
from looptape.timeline import Figure
from tests.timeline.runs import run


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("https://docs.pytest.org/en/stable/how-to/mark.html",
         "https://docs.pytest.org/ en/ stable/ how-to/ mark.html"),
        ("url='http://127.0.0.1:49152/missing'",
         "url= 'http://127.0.0.1:49152/ missing'"),
        ("(__main__.ServerTests.test_closes_at_the_end)",
         "(__main__.Server Tests. test_ closes_ at_ the_ end)"),
        ("transport.is_reading()=True,closed=False",
         "transport. is_ reading()= True, closed= False"),
        ("asyncio.tasks,task_tells_where.py:18",
         "asyncio.tasks, task_ tells_ where.py:18"),
        ("[1,000,000,000,000,000,000]", "[1,000,000,000,000,000,000]"),
        ("short/enough.html", "short/enough.html"),
        ("x" * 40, "x" * 40),
    ],
)  # fmt: skip
def test_a_long_word_may_be_broken_behind_its_parts(word: str, parts: str) -> None:
    assert breakable(f"a {word} b", 20) == f"a {parts.replace(' ', '<wbr>')} b"


def test_what_is_short_enough_stays_whole() -> None:
    assert breakable("asyncio.current_task()", 23) == "asyncio.current_task()"
    assert breakable("asyncio.current_task()", 22) != "asyncio.current_task()"


def test_output_has_these_places_and_its_text_is_the_same() -> None:
    address = "http://127.0.0.1:8080/stories/<1>"
    printed = [Piece(f"GET {address}\n", 0, lane=0, step=0)]
    shown = Figure(run([Step(0, 0, 0, "start", end="returns")], output=printed))
    [row] = re.findall(r'data-k="1">(.*)\n</span>', shown.outputs())
    # In one element, because a row is a grid.
    assert row == (
        "<span>GET http://127.0.0.1:8080/<wbr/>stories/<wbr/>&lt;1&gt;</span>"
    )
