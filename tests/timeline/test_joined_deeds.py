"""Deeds that follow each other are told as one, whatever a library did in between."""

import pytest

from looptape.recording import SECOND, Deed, Lane, Piece, Step, Wait
from looptape.timeline import Figure, text_table
from looptape.timeline.prose.parts import plain
from looptape.timeline.prose.table import Row
from tests.timeline.runs import run

LANES = Lane("task", "main", "main()"), Lane("library", "own", "own()")
PRINTS = [Deed("prints", piece=piece, line=3 + piece) for piece in range(2)]


@pytest.mark.parametrize("verb", ["makes", "cancels", "loses"])
def test_what_is_printed_before_and_after_a_librarys_deed(verb: str) -> None:
    deeds = [PRINTS[0], Deed(verb, lanes=[1]), PRINTS[1]]
    recording = run(
        [Step(0, 0, 0, "start", deeds=deeds, wait=Wait("turn"))],
        *LANES,
        output=[Piece(f"{text}\n", 0, lane=0, step=0) for text in "ab"],
    )
    (row,) = Figure(recording).rows()
    assert isinstance(row, Row)
    assert plain(row.what).startswith("starts, prints “a” and “b”, and yields control.")


def test_a_value_of_several_lines_is_one_line_of_the_table() -> None:
    step = Step(0, 0, 0, "start", end="returns", value="<Response [200]>\n<Headers>")
    row = text_table(run([step])).splitlines()[1]
    assert row.endswith("returns <Response [200]> <Headers>. The program ends.")


def test_a_message_that_is_cut_ends_once() -> None:
    step = Step(0, 0, SECOND, "start", end="raises", value="ValueError('x')")
    error = f"ValueError: {'long ' * 20}"
    headline = plain(Figure(run([step], ended="raised", error=error)).headline)
    assert headline.endswith(" long…")
