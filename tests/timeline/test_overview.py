"""The picture of a long run: thin rows, and a chunk of steps in detail."""

import gc
import json
import math
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from looptape.timeline import Figure
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.drawing import draw
from tests.timeline.rows import (
    STATES,
    Expected,
    compare,
    expected_of,
    figure_of,
    number,
    one,
    parsed,
    read,
)
from tests.timeline.runs import (
    ALL,
    EDGES,
    LONG,
    blocks,
    every_row,
    long_run,
)


@pytest.mark.parametrize("name", LONG)
def test_rows_show_what_each_lane_did(name: str) -> None:
    compare(read(one(name, "tl-all")), expected_of(name), STATES)


@pytest.mark.parametrize("name", [*LONG, *ALL])
def test_a_thumbnail_shows_what_each_lane_did(name: str) -> None:
    shown = figure_of(name)
    thumb = ET.fromstring(shown.thumbnail())
    if not shown.view.steps:
        assert len(thumb) == 0
        return
    per_row = max(1, math.ceil(len(shown.view.rows) / 20))
    expected = Expected(shown.view, 150, per_row, ordered=True)
    compare(read(thumb), expected, {"net", "sleep", "bar", "run", "block"})


@pytest.mark.parametrize("name", LONG)
def test_marks_of_steps_are_wide_enough_to_be_seen(name: str) -> None:
    wide = 2 * math.ceil(len(figure_of(name).view.steps) / 50_000)
    for _, left, right in read(one(name, "tl-all")).lines["run"]:
        assert right - left >= wide


@pytest.mark.parametrize("name", LONG)
def test_the_key_has_the_states_of_the_rows(name: str) -> None:
    shown = figure_of(name)
    key = dict(shown.picture.key)
    assert list(key) == [f"tl-is-{state}" for state in read(one(name, "tl-all")).lines]
    kinds = {"lock", "queue", "event"}
    steps = shown.view.steps
    waits = {step.wait.name for step in steps if step.wait and step.wait.kind in kinds}
    said = key["tl-is-for"]
    one_for_all = f"waits for {next(iter(waits), None)}"
    assert said == (one_for_all if len(waits) == 1 else "waits for another task")


@pytest.mark.parametrize("name", LONG)
def test_the_frame_is_where_its_steps_are(name: str) -> None:
    shown, expected = figure_of(name), expected_of(name)
    steps = shown.view.steps
    count = math.ceil(len(steps) / 12)
    assert shown.overview.chunks == count
    for chunk in range(count):
        x, width = shown.overview.frame(chunk)
        first, last = 12 * chunk, min(len(steps), 12 * chunk + 12)
        left = expected.x((steps[first - 1].until if first else 0, first))
        after = steps[last].at if last < len(steps) else shown.view.total
        right = expected.x((after, last))
        assert x + width / 2 == pytest.approx((left + right) / 2, abs=0.02)
        assert width == pytest.approx(max(1.2, right - left), abs=0.02)
        assert x > -0.61 and x + width < 100.61
    frame, rows = one(name, "tl-frame"), one(name, "tl-all")
    chunk = shown.chunk(shown.shown_chunk)
    place = pytest.approx(shown.overview.frame(shown.shown_chunk), abs=0.01)
    assert (number(frame, "x"), number(frame, "width")) == place
    assert (chunk["x"], chunk["width"]) == place
    assert number(frame, "y") == pytest.approx(number(rows, "y") - 4, abs=0.01)
    tall = number(rows, "height")
    assert number(frame, "height") == pytest.approx(tall + 8, abs=0.01)


@pytest.mark.parametrize("name", LONG)
def test_rows_and_chunk_lie_one_below_the_other_within_the_picture(name: str) -> None:
    shown = figure_of(name)
    rows, lens = one(name, "tl-all"), one(name, "tl-lens")
    drawn = read(rows).rows
    tall = number(rows, "height")
    assert tall == pytest.approx(drawn * min(8, max(1.6, 160 / drawn)), abs=0.01)
    assert tall <= 480
    top = number(rows, "y")
    level = [each for each in parsed(name) if each.get("class") == "tl-level"]
    for each in level:
        assert number(each, "y") == 32
        assert number(each, "y") + number(each, "height") <= top
    assert top == (68 if level else 30)
    # Twelve pixels for the frame's edge and the ticks of the chunk.
    assert number(lens, "y") == pytest.approx(top + tall + 30, abs=0.01)
    whole = number(parsed(name), "height")
    assert number(lens, "y") + number(lens, "height") == pytest.approx(whole, abs=0.01)
    # As high as the chunk with the most lanes needs.
    heights = set()
    for chunk in range(shown.overview.chunks):
        steps = shown.view.steps[12 * chunk : 12 * chunk + 12]
        lanes = {step.lane for step in steps} & set(shown.view.rows)
        programs = {shown.view.lanes[lane].program for lane in lanes}
        groups = 32 * len(programs) if len(programs) > 1 else 0
        heights.add(30 + 38 * min(7, len(lanes)) + groups + 2)
    assert max(heights) == number(lens, "height")
    for chunk in chunks_of(shown):
        assert shown.overview.drawing(chunk).height <= max(heights)


def chunks_of(shown: Figure) -> list[int]:
    """All chunks, or some of very many, with the first and the last."""
    count = shown.overview.chunks
    return [*range(0, count - 1, max(1, count // 20)), count - 1]


@pytest.mark.parametrize("name", LONG)
def test_a_chunk_shows_the_lanes_nearest_to_its_middle(name: str) -> None:
    shown = figure_of(name)
    view = shown.view
    for chunk in chunks_of(shown):
        first, last = 12 * chunk, min(len(view.steps), 12 * chunk + 12)
        detail = shown.overview.detail(chunk)
        lens = ET.fromstring(detail)
        lanes = [int(each.get("data-l")) for each in lens.iter() if each.get("data-l")]
        concerned = {step.lane for step in view.steps[first:last]} & set(view.rows)
        assert len(lanes) == min(7, len(concerned)) and set(lanes) <= concerned
        assert lanes == sorted(lanes, key=view.rows.index)
        drawn = [each for each, *_ in blocks(detail)]
        assert drawn == [
            place + 1 for place in range(first, last) if view.steps[place].lane in lanes
        ]
        # The lanes left out are no nearer to the middle than those shown.
        middle = (first + last) / 2
        away = {
            lane: min(
                abs(place - middle)
                for place in range(first, last)
                if view.steps[place].lane == lane
            )
            for lane in concerned
        }
        others = concerned - set(lanes)
        assert all(away[a] <= away[b] for a in lanes for b in others)
    crowded = any(
        len({step.lane for step in view.steps[place : place + 12]} & set(view.rows)) > 7
        for place in range(0, len(view.steps), 12)
    )
    notes = shown.picture.notes
    assert crowded == ("The detailed part shows at most 7 tasks or threads." in notes)


@pytest.mark.parametrize("name", LONG)
def test_a_chunk_is_drawn_as_if_all_stretches_were_looked_at(name: str) -> None:
    shown = figure_of(name)
    view = shown.view
    for chunk in chunks_of(shown):
        first, last = 12 * chunk, min(len(view.steps), 12 * chunk + 12)
        lens = shown.overview.detail(chunk)
        rows = [int(lane) for lane in re.findall(r'data-l="(\d+)"', lens)]
        own = [span for span in shown.spans if span.lane in rows]
        assert draw(view, Axis(view, first, last), own, rows).body in lens


@pytest.mark.parametrize("name", LONG)
def test_the_chunk_that_tells_most_is_shown_first(name: str) -> None:
    shown = figure_of(name)
    steps = shown.view.steps
    telling = [
        place
        for place, step in enumerate(steps)
        if step.end == "raises" or step.blocks or step.cancels
    ]
    assert shown.shown_chunk == (telling or [len(steps) // 2])[0] // 12
    lens = shown.chunk(shown.shown_chunk)["lens"]
    assert lens in shown.picture.svg


@pytest.mark.parametrize("name", LONG)
def test_what_a_long_picture_leaves_out_is_said(name: str) -> None:
    shown, expected = figure_of(name), expected_of(name)
    row = "Each task or thread has one row"
    if expected.per_row > 1:
        row = f"{expected.per_row} tasks or threads share a row"
    assert shown.picture.notes[0] == (
        f"{len(shown.view.steps):,} steps. {row}; "
        "only the steps in the frame are drawn in detail."
    )
    fine = any("are one mark" in note for note in shown.picture.notes)
    assert fine == (len(shown.view.steps) > 50_000)


def test_a_long_run_is_an_overview_of_at_most_150_kilobytes() -> None:
    shown = Figure(long_run(200, 5000))
    assert len(shown.picture.svg) < 150_000
    assert 'viewBox="0 0 1000 200"' in shown.picture.svg
    assert shown.picture.notes[0].startswith(
        "5,000 steps. Each task or thread has one row;"
    )
    numbers = {number for number, *_ in blocks(shown.picture.svg)}
    assert len(numbers) >= 7
    assert numbers <= set(range(12 * 208 + 1, 12 * 208 + 13))
    data = 'data-steps="5000" data-chunk="208" data-chunk-size="12"'
    assert shown.html().startswith(f'<div class="tl-figure" {data} ')
    assert len(shown.thumbnail()) < 2500


def test_the_parts_of_a_long_run_fit_its_picture_and_its_table() -> None:
    shown = Figure(long_run(60, 500))
    told = every_row(shown)
    heights = set()
    numbers = []
    places = []
    for which in range(42):
        chunk = shown.chunk(which)
        rows = ET.fromstring(f"<table>{chunk['rows']}</table>")
        numbers += [int(row[0].text) for row in rows]
        lens = ET.fromstring(chunk["lens"])
        assert lens.get("class") == "tl-lens"
        heights.add((lens.get("y"), lens.get("height")))
        drawn = {k for k, *_ in blocks(chunk["lens"])}
        assert drawn <= set(numbers[-len(rows) :]) and len(drawn) >= 5
        places.append((chunk["x"], chunk["x"] + chunk["width"]))
        if which == shown.shown_chunk:
            assert chunk["lens"] in shown.html()
            place = f'x="{chunk["x"]:g}%"'
            assert re.search(rf'class="tl-frame" {place}', shown.html())
    assert numbers == [row.number for row in told]
    assert len(heights) == 1
    assert places == sorted(places)
    for place in (-1, 42):
        with pytest.raises(IndexError):
            shown.chunk(place)
    with pytest.raises(IndexError):
        Figure(EDGES["one step"]).chunk(0)


def test_a_part_of_a_long_run_takes_little_time() -> None:
    shown = Figure(long_run(200, 5000))
    shown.chunk(0)
    start = time.process_time()
    for place in range(0, 400, 10):
        shown.chunk(place)
    each = (time.process_time() - start) / 40
    start = time.process_time()
    Figure(shown.view.recording)
    # As a ratio, since machines differ: about 1 ms where that takes 25.
    assert each < (time.process_time() - start) / 3


def test_a_long_run_is_drawn_in_little_time() -> None:
    recording = long_run(200, 5000)
    text = recording.to_json()
    gc.collect()

    def best(function, argument) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            function(argument)
            times.append(time.process_time() - start)
        return min(times)

    # As a ratio, since machines differ: parsing this run's JSON takes about 7 ms
    # where drawing it takes 70.
    assert best(lambda run: Figure(run).picture.svg, recording) < 30 * best(
        json.loads, text
    )


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Looking for garbage among very many objects takes longer than to draw them."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_hundred_thousand_steps_of_ten_thousand_tasks_are_drawn_by_showing_less() -> (
    None
):
    shown = Figure(long_run(10_000, 100_000))
    picture = shown.picture.svg
    assert len(picture) < 150_000
    assert shown.picture.notes == (
        (
            "100,000 steps. 34 tasks or threads share a row; "
            "only the steps in the frame are drawn in detail."
        ),
        "In the rows, steps within 0.4 % are one mark.",
        "The detailed part shows at most 7 tasks or threads.",
    )
    assert len(shown.rows()) == 121
    rows = next(
        each for each in ET.fromstring(picture) if each.get("class") == "tl-all"
    )
    compare(read(rows), Expected(shown.view, 1000, 34, ordered=False), STATES)
