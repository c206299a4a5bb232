"""Where what was printed is written, beside the arrow of a timeout."""

import re

from cheatsheet.store.project import PROJECT
from looptape.timeline import Figure
from looptape.timeline.svg.notes import WIDEST, Note, place_notes


def test_a_text_left_of_its_mark_ends_at_an_arrow_beside_the_mark() -> None:
    beside, far = Note(98, "main: gave up"), Note(60, "main: " + "waits" * 30)
    place_notes([far, beside], 14, 0, [95.5, 50])
    assert beside.side == "left"
    assert beside.away > 2.5 * WIDEST / 100
    assert far.away == 7


def test_a_text_turns_to_the_side_that_no_arrow_crosses() -> None:
    crossed = Note(60, "worker: has gone")
    place_notes([crossed], 14, 0, [66])
    assert (crossed.side, crossed.widths) == ("left", "")
    for arrows in ([40.0], [50.0, 66.0]):  # On that side alone, or on both.
        still = Note(60, "worker: has gone")
        place_notes([still], 14, 0, arrows)
        assert still.side == "right"


def test_a_timeout_does_not_run_through_what_its_task_prints() -> None:
    shown = PROJECT.load(PROJECT.path_of("cancellation/timeout_gives_up"))
    drawn = Figure(shown).html()
    found = re.search(
        r'<svg x="([\d.]+)%" y="\d+" data-k="3"><path [^>]*/><text x="-(\d+)"', drawn
    )
    arrow = re.search(r'class="tl-cancel".*?<line x1="([\d.]+)%"', drawn, re.DOTALL)
    assert found and arrow
    between = float(found[1]) - float(arrow[1])
    assert 0 < between * WIDEST / 100 < int(found[2])
