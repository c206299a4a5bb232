"""The picture of a long run: thin rows, and a chunk of steps in detail."""

import gc
import json
import math
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

import pytest

from looptape.recording import Recording
from looptape.timeline import Figure
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.drawing import draw
from looptape.words import seconds
from tests.timeline.rows import Expected, Shown, bits, read
from tests.timeline.runs import (
    ALL,
    EDGES,
    LONG,
    blocks,
    every_row,
    long_of,
    long_run,
    recording_of,
)

AREA = {"for", "ready", "net", "sleep", "bar", "late"}
WORK = ("sleep", "net", "bar", "block")


@cache
def figure_of(name: str) -> Figure:
    if name in LONG:
        return Figure(long_of(name))
    return Figure(recording_of(name))


@cache
def parsed(name: str) -> ET.Element:
    return ET.fromstring(figure_of(name).picture.svg)


def one(name: str, kind: str) -> ET.Element:
    """The element of a class in a picture."""
    [found] = [each for each in parsed(name).iter() if each.get("class") == kind]
    return found


def expected_of(name: str) -> Expected:
    view = figure_of(name).view
    instants = len({step.at for step in view.steps})
    per_row = max(1, math.ceil(len(view.rows) * 1.6 / 480))
    return Expected(view, 1000, per_row, ordered=instants <= 20)


def number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "").removesuffix("%"))


def texts(name: str, kind: str) -> list[ET.Element]:
    groups = [each for each in parsed(name).iter("g") if each.get("class") == kind]
    rows = one(name, "tl-lens")
    inside = {id(each) for each in rows.iter()}
    return [text for group in groups if id(group) not in inside for text in group]


def compare(shown: Shown, expected: Expected, states: set[str]) -> None:
    """Rows show what the run did, to a column, and nothing else."""
    assert shown.columns == expected.columns
    assert shown.rows == math.ceil(len(expected.view.rows) / expected.per_row)
    for state in states:
        least, most = expected.cells(state)
        drawn = shown.cells(state)
        for row in range(shown.rows):
            assert least[row] & bits(0, shown.columns) & ~drawn[row] == 0, (state, row)
            assert drawn[row] & ~most[row] == 0, (state, row)
    for lines in shown.lines.values():
        for row, left, right in lines:
            assert 0 <= row < shown.rows
            assert 0 <= left < right <= shown.columns
        for (row, _, right), (below, left, _) in pairwise(lines):
            assert row < below or (row == below and right < left)
    assert set(shown.lines) <= states
    # What is later in the file is in front.
    order = list(shown.lines)
    assert order[-1:] == ["raised"] or "raised" not in order
    front = [place for place, state in enumerate(order) if state not in AREA]
    assert front == list(range(len(order) - len(front), len(order)))


STATES = AREA | {"run", "block", "raised"}


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
    waits = {step.wait.text for step in steps if step.wait and step.wait.kind in kinds}
    said = key["tl-is-for"]
    assert said == (waits.pop() if len(waits) == 1 else "waits for another task")


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
        assert number(each, "y") >= 24
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
    assert crowded == ("In detail, at most 7 lanes are shown." in notes)


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
def test_ticks_are_times_at_their_places(name: str) -> None:
    expected = expected_of(name)
    view = expected.view
    ticks = texts(name, "tl-tick")
    assert len(ticks) >= 2
    for tick in ticks:
        assert 0 <= number(tick, "x") <= 100
        if tick.get("text-anchor") == "end":
            assert tick.text == seconds(view.times[-1]) and number(tick, "x") == 100
            continue
        assert any(
            seconds(step.at) == tick.text
            and abs(expected.x((step.at, place)) - number(tick, "x")) < 0.01
            for place, step in enumerate(view.steps)
        )
        # At even distances, as far as there are steps.
        assert abs(number(tick, "x") - 20 * round(number(tick, "x") / 20)) < 8
    for plot, left_out in ((460, "tl-n"), (320, "tl-w")):
        shown = [tick for tick in ticks if tick.get("class") != left_out]
        ends = sorted(extent(tick, plot) for tick in shown)
        assert all(b[0] - a[1] >= 8 for a, b in pairwise(ends))
        assert ends[0][0] >= -2 and ends[-1][1] <= plot + 14
    first = min(number(tick, "x") for tick in ticks)
    assert first == pytest.approx(expected.x((view.times[0], 0)), abs=0.01)


def extent(text: ET.Element, plot: int) -> tuple[float, float]:
    """Where a text begins and ends on a plot of so many pixels."""
    x, width = number(text, "x") * plot / 100, len(text.text or "") * 6.4
    start = {"end": x - width, "middle": x - width / 2}.get(
        text.get("text-anchor", ""), x
    )
    return start, start + width


@pytest.mark.parametrize("name", LONG)
def test_the_level_counts_the_waits_for_work(name: str) -> None:
    expected = expected_of(name)
    level = one(name, "tl-level")
    _, _, columns, most = map(int, level.get("viewBox", "").split())
    path = level[0].get("d", "")
    assert re.fullmatch(rf"M0 {most}(H\d+V\d+)*H1000V{most}z", path)
    changes = [(int(x), most - int(y)) for x, y in re.findall(r"H(\d+)V(\d+)", path)]
    assert all(a[0] < b[0] and a[1] != b[1] for a, b in pairwise(changes[:-1]))
    work = [expected.ends(one) for one in expected.spans if one.kind in WORK]
    edges = {edge + i for ends in work for edge in ends for i in (-1, 0, 1)}
    checked = 0
    for column in range(columns):
        if column not in edges:
            now = [level for x, level in changes if x <= column][-1:]
            open_ = sum(left <= column < right for left, right in work)
            assert (now or [0]) == [open_]
            checked += 1
    assert checked
    highest = max(
        sum(left <= x < right for left, right in work) for x in range(columns)
    )
    assert most == highest == max(level for _, level in changes)
    said = [text.text for text in texts(name, "tl-name") if "at " in (text.text or "")]
    assert said == ["at once", f"at most {most:,}"]


@pytest.mark.parametrize("name", LONG)
def test_rows_are_named_and_numbered_where_they_are(name: str) -> None:
    view = figure_of(name).view
    rows = one(name, "tl-all")
    top, per_row = number(rows, "y"), expected_of(name).per_row
    each = number(rows, "height") / read(rows).rows
    names = [text for text in texts(name, "tl-name") if number(text, "y") > top]
    counts = [text for text in names if text.get("class") == "tl-count"]
    places = [int((text.text or "").replace(",", "")) for text in counts]
    assert places[0] == 1 and places == sorted(set(places))
    assert places[-1] <= len(view.rows)
    assert len({b - a for a, b in pairwise(places[1:])}) <= 1
    step = places[-1] - places[-2] if len(places) > 2 else places[-1]
    assert step * each / per_row >= 30 or step == 1
    assert len(view.rows) - places[-1] < max(step, 2)
    for text, place in zip(counts, places, strict=True):
        y = top + ((place - 1) // per_row + 0.5) * each + 4
        assert number(text, "y") == pytest.approx(y, abs=0.01)
    groups = []
    row = 0
    for key, members in groupby(
        view.rows,
        key=lambda lane: (
            view.lanes[lane].program,
            re.sub(r"[\d ]+$", "", view.lanes[lane].name),
        ),
    ):
        size = len(list(members))
        groups.append((key[1], size, top + row // per_row * each))
        row += size
    calls = {text.text for text in names if text.get("class") == "tl-call"}
    named = [text for text in names if not text.get("class")]
    assert [text.text for text in named[:2]] == [group[0] for group in groups[:2]]
    free = top
    left = iter(groups)
    for text in named:
        for group, size, y in left:
            at = max(y, free)
            if at - y < 20:
                assert (text.text, number(text, "y")) == (
                    group, pytest.approx(at + 9, abs=0.01)
                )  # fmt: skip
                assert size == 1 or f"{size:,} tasks" in calls
                free = at + (28 if size > 1 else 14)
                break
    assert all(max(y, free) - y >= 20 for _, _, y in left), "a name is missing"


@pytest.mark.parametrize("name", LONG)
def test_lanes_that_raised_are_named_at_their_ends(name: str) -> None:
    expected = expected_of(name)
    view = expected.view
    rows = one(name, "tl-all")
    each = number(rows, "height") / read(rows).rows
    failed = []
    for row, lane in enumerate(view.rows):
        numbers = view.of_lane[lane]
        if numbers and view.steps[numbers[-1]].end == "raises":
            y = number(rows, "y") + (row // expected.per_row + 0.5) * each + 4
            text = f"{view.lanes[lane].name}: ValueError"
            failed.append((text, expected.x(view.right(numbers[-1])), y))
    named = texts(name, "tl-named")
    free, wanted = 0.0, []
    for text, x, y in failed:
        if y >= free and len(wanted) < 8:
            wanted.append((text, x, y))
            free = y + 13
    assert len(named) == len(wanted)
    for shown, (text, x, y) in zip(named, wanted, strict=True):
        assert shown.text == text
        assert number(shown, "x") == pytest.approx(x, abs=0.01)
        assert number(shown, "y") == pytest.approx(y, abs=0.01)
        # On the side of the end that has more room.
        assert (shown.get("text-anchor") == "end") == (x > 60)
        assert number(shown, "dx") == (-6 if x > 60 else 6)


@pytest.mark.parametrize("name", LONG)
def test_areas_are_named_where_they_are_and_not_in_the_frame(name: str) -> None:
    rows = one(name, "tl-all")
    shown = read(rows)
    each = number(rows, "height") / shown.rows
    frame = one(name, "tl-frame")
    edges = number(frame, "x"), number(frame, "x") + number(frame, "width")
    for text in texts(name, "tl-area"):
        label = text.text or ""
        half = len(label) * 6.4 / 460 * 50
        left, right = number(text, "x") - half, number(text, "x") + half
        assert left >= 0 and right <= 100
        assert right <= edges[0] or left >= edges[1]
        middle = (number(text, "y") - 4 - number(rows, "y")) / each
        assert 9 <= middle * each <= number(rows, "height") - 9
        covered = bits(int(10 * left), int(10 * right))
        near = range(math.ceil(middle - 6 / each), math.floor(middle + 6 / each))
        for row in near:
            for state in ("net", "sleep", "run", "block", "raised"):
                assert not shown.cells(state)[row] & covered, (label, state)
        if label == "done":
            assert not any(shown.cells("for")[row] & covered for row in near)
        else:
            [said] = {
                step.wait.text
                for step in figure_of(name).view.steps
                if step.wait and step.wait.kind in {"lock", "queue", "event"}
            }
            assert label == said.replace("waits", "wait")
            assert any(shown.cells("for")[row] & covered == covered for row in near)


def test_a_large_area_has_a_name() -> None:
    """What is done, and what all wait for, is said where most of it is."""
    labels = {text.text for name in LONG for text in texts(name, "tl-area")}
    assert "done" in labels
    assert areas(waiting_for_a_gate()) == ["wait for the gate", "done"][:1]


def waiting_for_a_gate() -> Recording:
    recording = long_run(60, 500)
    for step in recording.steps[1:60]:
        assert step.wait
        step.wait.kind, step.wait.text = "lock", "waits for the gate"
    del recording.steps[60:]
    recording.lanes = recording.lanes[:60]
    recording.until *= 3
    return recording


def areas(recording: Recording) -> list[str]:
    rows = Figure(recording).overview.rows(0)
    group = re.search(r'<g class="tl-area">(.*?)</g>', rows)
    return re.findall(r">([^<>]+)</text>", group[1]) if group else []


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
    row = "Each lane is one row"
    if expected.per_row > 1:
        row = f"{expected.per_row} lanes are one row"
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
    assert shown.picture.notes[0].startswith("5,000 steps. Each lane is one row;")
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
    for number in range(42):
        chunk = shown.chunk(number)
        rows = ET.fromstring(f"<table>{chunk['rows']}</table>")
        numbers += [int(row[0].text) for row in rows]
        lens = ET.fromstring(chunk["lens"])
        assert lens.get("class") == "tl-lens"
        heights.add((lens.get("y"), lens.get("height")))
        drawn = {k for k, *_ in blocks(chunk["lens"])}
        assert drawn <= set(numbers[-len(rows) :]) and len(drawn) >= 5
        places.append((chunk["x"], chunk["x"] + chunk["width"]))
        if number == shown.shown_chunk:
            assert chunk["lens"] in shown.html()
            place = f'x="{chunk["x"]:g}%"'
            assert re.search(rf'class="tl-frame" {place}', shown.html())
    assert numbers == [row.number for row in told]
    assert len(heights) == 1
    assert places == sorted(places)
    for number in (-1, 42):
        with pytest.raises(IndexError):
            shown.chunk(number)
    with pytest.raises(IndexError):
        Figure(EDGES["one step"]).chunk(0)


def test_a_part_of_a_long_run_takes_little_time() -> None:
    shown = Figure(long_run(200, 5000))
    shown.chunk(0)
    start = time.process_time()
    for number in range(0, 400, 10):
        shown.chunk(number)
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
            "100,000 steps. 34 lanes are one row; "
            "only the steps in the frame are drawn in detail."
        ),
        "In the rows, steps within 0.4 % are one mark.",
        "In detail, at most 7 lanes are shown.",
    )
    assert len(shown.rows()) == 121
    rows = next(
        each for each in ET.fromstring(picture) if each.get("class") == "tl-all"
    )
    compare(read(rows), Expected(shown.view, 1000, 34, ordered=False), STATES)
