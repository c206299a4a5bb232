"""Where what was printed is written, beside the arrow of a timeout."""

import re

from cheatsheet.store.project import PROJECT
from looptape.recording import Lane, Step
from looptape.timeline import Figure
from looptape.timeline.svg.notes import WIDEST, Note, Tick, place_notes, place_ticks
from tests.timeline.runs import run


def test_a_text_left_of_its_mark_ends_at_an_arrow_beside_the_mark() -> None:
    beside, far = Note(98, ["main: gave up"]), Note(60, ["main: " + "waits" * 30])
    place_notes([far, beside], 14, 0, [(95.5, 0), (50, 0)])
    assert beside.side == "left"
    assert beside.away > 2.5 * WIDEST / 100
    assert far.away == 7


def test_a_text_is_on_the_side_that_no_arrow_crosses_or_nowhere() -> None:
    crossed = Note(60, ["worker: has gone"])
    for arrows, side in (
        ([66.0], "left"), ([40.0], "right"), ([50.0, 66.0], ""), ([], "right")
    ):  # fmt: skip
        place_notes([crossed], 14, 0, [(arrow, 0) for arrow in arrows])
        assert crossed.side == side


def test_a_text_is_as_long_as_there_is_room() -> None:
    forms = ["worker: has gone to the other room", "worker: has gone"]
    for x, half, shown in ((88, 0, forms[1]), (96, 0, forms[0]), (92, 12, forms[1])):
        note = Note(40, forms)
        place_notes([note], 14, 0, [(x, half)])
        assert (note.text, note.widths) == (shown, "tl-w" if shown == forms[0] else "")
    # The next text, which has no room on its right, keeps its own.
    first, last = Note(10, forms), Note(98, ["main: waits until all are over"])
    place_notes([first, last], 14, 0)
    assert (first.text, first.side, last.side) == (forms[1], "right", "left")


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


def test_times_stand_beside_the_text_of_a_timeout_as_wide_as_its_letters() -> None:
    timeout = Tick(98, "5 s: timeout(5) expires", "end", "tl-over")
    time = Tick(62, "3 s")
    placed = place_ticks([timeout, time])
    assert [(tick.text, tick.widths) for tick in placed][-1] == ("3 s", "tl-w")


def test_a_name_is_cut_only_where_its_letters_have_no_room() -> None:
    lanes = {
        "serve_forever 1": "serve_forever 1",
        "MMMMMMMMMMMMMM": "MMM…MMMMMM",
    }
    for name, shown in lanes.items():
        recording = run([Step(0, 0, 0, "start", end="returns")], Lane("task", name, ""))
        drawn = re.findall(r'data-l="0">([^<]+)<', Figure(recording).picture.svg)
        assert drawn == [shown]
