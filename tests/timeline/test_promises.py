"""What holds for the drawing and the table of any run, recorded or made up."""

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from itertools import pairwise

import pytest

from cheatsheet.store.standalone import SHEET
from looptape.recording import Recording
from looptape.text.lines import lines_of
from looptape.timeline import Figure, output
from looptape.timeline.model.spans import spans
from looptape.timeline.model.view import is_timeout
from looptape.timeline.prose.table import Row, plain, text_table
from looptape.timeline.svg.axis import Axis
from looptape.timeline.terminal import visible
from tests.timeline.runs import (
    ALL,
    blocks,
    elements,
    escape_xml,
    every_row,
    recording_of,
)

# What holds for the drawing of any run. All of it is asked of one drawing, as to draw
# is what takes the time.


def it_is_well_formed_and_needs_no_ids_and_no_styles(
    shown: Figure, recording: Recording
) -> None:
    for text in (shown.picture.svg, shown.thumbnail(), shown.html()):
        for one in elements(text):
            assert one.tag not in {"defs", "script", "style", "foreignObject", "title"}
            assert not {"id", "style", "href"} & set(one.keys())
            for value in one.attrib.values():
                assert not re.search(r"\d\.\d{3}", value) or value == shown.label


def there_is_one_solid_block_in_a_column(shown: Figure, recording: Recording) -> None:
    found = blocks(shown.picture.svg)
    assert [number for number, *_ in found] == sorted({n for n, *_ in found})
    for (_, _, right), (_, left, _) in pairwise(found):
        assert left >= right - 0.02  # two edges, rounded


def each_step_is_drawn_or_left_out_aloud(shown: Figure, recording: Recording) -> None:
    of_tasks = sum(
        step.lane in shown.view.row_of and not is_timeout(step)
        for step in shown.view.steps
    )
    drawn = len(blocks(shown.picture.svg))
    if drawn < of_tasks:
        assert any("drawn in detail" in note for note in shown.picture.notes)
    numbers = {one.get("data-k") for one in elements(shown.picture.svg)} - {None}
    assert len(numbers) <= len(shown.view.steps)


def each_printed_line_is_in_the_table(shown: Figure, recording: Recording) -> None:
    printed = [
        line for row in every_row(shown) if isinstance(row, Row) for line in row.prints
    ]
    if recording.steps:
        # A line that is written bit by bit is in the rows of all that wrote it; bits
        # of one row are joined.
        texts = [
            visible(text)
            for piece in recording.output
            for text in piece.text.removesuffix("\n").split("\n")
        ]
        assert sorted("".join(printed)) == sorted("".join(texts))


def the_meter_is_there_where_the_headline_says_its_figures(
    shown: Figure, recording: Recording
) -> None:
    said = "; one after another, " in plain(shown.headline)
    assert said == (shown.gain is not None) == ('class="tl-meter"' in shown.html())


def the_table_counts_as_the_picture_does(shown: Figure, recording: Recording) -> None:
    table = every_row(shown)
    assert [row.number for row in table] == list(range(1, len(table) + 1))
    for row, step in zip(table, shown.view.steps, strict=True):
        assert (row.at, row.lane, row.line) == (step.at, step.lane, step.line)
        assert plain(row.sentence).strip().endswith((".", "”"))


def the_same_run_gives_the_same_text(shown: Figure, recording: Recording) -> None:
    again = Recording.from_json(recording.to_json())
    assert shown.html() == Figure(again).html()
    assert text_table(recording) == text_table(again)


def marks_lie_within_the_plot_and_time_goes_right(
    shown: Figure, recording: Recording
) -> None:
    view = shown.view
    if not view.steps:
        return
    axis = Axis(view)
    places = [axis.x(view.left(number)) for number in range(len(view.steps))]
    assert places == sorted(places)
    assert places[0] >= 0 and places[-1] <= 100
    for span in spans(view):
        assert span.start < span.end or (span.kind == "bar" and span.start == span.end)
        assert 0 <= axis.x(span.start) <= axis.x(span.end) <= 100


def stretches_of_a_lane_do_not_overlap(shown: Figure, recording: Recording) -> None:
    lanes = defaultdict(list)
    for span in spans(shown.view):
        lanes[span.lane].append(span)
    for found in lanes.values():
        found.sort(key=lambda span: span.start)
        for earlier, later in pairwise(found):
            assert earlier.end <= later.start


def the_key_names_what_occurs_and_nothing_else(
    shown: Figure, recording: Recording
) -> None:
    picture = shown.picture
    classes = {
        name
        for one in elements(picture.svg)
        for name in (one.get("class") or "").split()
    }
    for name, word in picture.key:
        assert name in classes and word
    assert picture.svg == "" or ("tl-run" in classes or "tl-is-run" in classes)


def steps_carry_what_a_walk_through_them_needs(
    shown: Figure, recording: Recording
) -> None:
    table = shown.table().replace("<br>", "<br/>")
    assert bool(table) == bool(recording.steps)
    found = [
        row
        for row in ET.fromstring(table or "<table/>").iter("tr")
        if row.get("data-at")
    ]
    told = [row for row in shown.rows() if isinstance(row, Row)]
    assert len(found) == len(told)
    for one, row in zip(found, told, strict=True):
        assert int(one.get("data-at")) == row.at
        assert int(one.get("data-lane")) == row.lane
        assert int(one.get("data-program", "0")) == row.program
        assert one.get("data-resumed") == (row.resumed and str(row.resumed))
        assert one.get("data-end") == row.end


def output_names_the_row_that_prints_it(shown: Figure, recording: Recording) -> None:
    told = [row for row in every_row(shown) if isinstance(row, Row)]
    for program in {line.program for line in recording.output}:
        inner = ET.fromstring(f"<pre>{output.rows(shown.view, program)}</pre>")
        # A line that is written bit by bit may have marks inside.
        assert ["".join(one.itertext()) for one in inner] == [
            escape_xml(visible(line.text)) + "\n"
            for line in lines_of(recording.output)
            if line.program == program
        ]
        for one in inner:
            if told:
                prints = told[int(one.get("data-k")) - 1].prints
                whole, ends = "".join(one.itertext())[:-1], [*map(escape_xml, prints)]
                assert whole in ends or whole.endswith(tuple(filter(None, ends)))


def each_class_of_the_picture_has_a_rule(shown: Figure, recording: Recording) -> None:
    ruled = set(re.findall(r"\.(tl[\w-]*)", SHEET.read_text()))
    for one in elements(shown.html()):
        assert set((one.get("class") or "").split()) <= ruled | {
            "tl-long",
            "tl-lens",
            "tl-picture",
        }


PROMISES = (
    it_is_well_formed_and_needs_no_ids_and_no_styles,
    there_is_one_solid_block_in_a_column,
    each_step_is_drawn_or_left_out_aloud,
    each_printed_line_is_in_the_table,
    the_meter_is_there_where_the_headline_says_its_figures,
    the_table_counts_as_the_picture_does,
    the_same_run_gives_the_same_text,
    marks_lie_within_the_plot_and_time_goes_right,
    stretches_of_a_lane_do_not_overlap,
    the_key_names_what_occurs_and_nothing_else,
    steps_carry_what_a_walk_through_them_needs,
    output_names_the_row_that_prints_it,
    each_class_of_the_picture_has_a_rule,
)


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_keeps_every_promise(name: str) -> None:
    recording = recording_of(name)
    before = recording.to_json()
    shown = Figure(recording)
    for promise in PROMISES:
        promise(shown, recording)
    assert recording.to_json() == before, "a run stays as it was"
