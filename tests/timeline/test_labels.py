"""Texts in and beside the rows of a long run."""

import math
import re
import xml.etree.ElementTree as ET
from itertools import groupby, pairwise

import pytest

from looptape.recording import SECOND, Lane, Recording, Step, Wait
from looptape.text.words import seconds
from looptape.timeline import Figure
from tests.timeline.rows import bits, expected_of, figure_of, number, one, read, texts
from tests.timeline.runs import LONG, run
from tests.timeline.small import wide

WORK = ("sleep", "net", "bar", "block")


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
    x, width = number(text, "x") * plot / 100, wide(text.text or "", 6.4)
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
                step.wait.name
                for step in figure_of(name).view.steps
                if step.wait and step.wait.kind in {"lock", "queue", "event"}
            }
            assert label == f"wait for {said}"
            assert any(shown.cells("for")[row] & covered == covered for row in near)


def gate() -> Recording:
    """40 tasks wait for a gate from 20 % of the time to 60 %, and then are done."""
    lanes = [Lane("task", "main", "main()")]
    lanes += [Lane("task", f"guest {i}", "", 0, False, 0, 0) for i in range(40)]
    steps = []
    for second in range(101):
        at = second * SECOND
        tick = Wait("sleep", seconds=1, until=at + SECOND)
        steps.append(Step(0, at, at, "timer", wait=tick))
        for lane in range(1, 41):
            step = Step(lane, at, at, "timer", end="returns")
            if second == 0:
                until = 20 * SECOND
                step.end, step.wait = "waits", Wait("sleep", seconds=20, until=until)
            elif second == 20:
                step.end, step.wait = "waits", Wait("event", name="the gate")
            if second in {0, 20, 60}:
                steps.append(step)
    steps[-1].end, steps[-1].wait = "returns", None
    return run(steps, *lanes)


def test_large_areas_are_named_in_their_middles_beside_the_frame() -> None:
    overview = Figure(gate()).overview
    for chunk in range(overview.chunks):
        rows = ET.fromstring(f"<svg>{overview.rows(chunk)}</svg>")
        [group] = [each for each in rows if each.get("class") == "tl-area"]
        [all_] = [each for each in rows if each.get("class") == "tl-all"]
        named = {text.text: text for text in group}
        x, width = overview.frame(chunk)
        for label, area in {"wait for the gate": (20, 60), "done": (60, 100)}.items():
            before = area[0], max(area[0], min(area[1], x))
            after = min(area[1], max(area[0], x + width)), area[1]
            left, right = max(before, after, key=lambda part: part[1] - part[0])
            needed = (len(label) * 6.4 + 12) / 4.6
            if right - left < needed:
                assert label not in named
            elif right - left > needed + 4:  # two columns of the coarse grid
                text = named[label]
                assert number(text, "x") == pytest.approx((left + right) / 2, abs=2.1)
                # Main's row at the top is not part of it.
                guests = number(all_, "y") + number(all_, "height") * (1 + 1 / 41) / 2
                assert number(text, "y") == pytest.approx(guests + 4, abs=4)


def test_an_area_that_is_too_small_has_no_name() -> None:
    recording = gate()
    for step in recording.steps:
        if step.wait is not None and step.wait.kind == "event":
            step.wait.name = "the gate of the third court"
    shown = Figure(recording)
    texts = re.findall(r">([^<>]+)</text>", shown.overview.rows(0))
    # At 6.4 pixels a letter it has room in 184 pixels of the narrower plot, cut.
    assert [text for text in texts if text.startswith("wait for")] == []
    assert "done" in texts
