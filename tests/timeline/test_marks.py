"""The marks of a small picture, against the steps and stretches of its recording."""

import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise
from statistics import median_low

import pytest

from looptape.recording import SECOND, Lane, Step, Wait
from looptape.text.words import seconds
from looptape.timeline import Figure
from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import is_timeout
from looptape.timeline.svg.axis import Axis
from tests.timeline.rows import number
from tests.timeline.runs import escape_xml, run
from tests.timeline.small import SHORT, cancellations, small_of, wide

LINES = {"for", "net", "ready", "late"}


@pytest.mark.parametrize("name", SHORT)
def test_the_axis_is_linear_in_time_with_a_slot_for_each_step(name: str) -> None:
    small = small_of(name)
    axis, steps = small.axis, small.view.steps
    if axis is None or axis.cuts:
        return
    width = 62 if small.view.recording.ended == "deadlock" else 100
    slot = min(2.6, 0.45 * width / len(steps))
    total = small.view.total
    if not total:
        slot = min(9, width / len(steps))
    assert axis.slot == pytest.approx(slot)
    for place, step in enumerate(steps):
        x = slot * place
        if total:
            x += (width - slot * len(steps)) * step.at / total
        assert axis.x((step.at, place)) == pytest.approx(x, abs=1e-6)
        assert axis.x((step.at, place + 0.5)) == pytest.approx(x + slot / 2, abs=1e-6)
    assert axis.x((total + 1, len(steps))) == 100


AT_ONCE = 4  # pixels


@pytest.mark.parametrize("name", SHORT)
def test_each_stretch_is_drawn_from_its_beginning_to_its_end(name: str) -> None:
    small = small_of(name)
    wanted: dict[str, Counter[tuple[float, float, float]]] = {}

    def want(kind: str, span: Span, half: int) -> None:
        x1, x2 = small.axis.x(span.start), small.axis.x(span.end)
        y = small.middles[span.lane] - half
        marks = wanted.setdefault(kind, Counter())
        if span.start == span.end:
            marks[round(x1, 2), AT_ONCE, y] += 1
        elif x2 > x1:
            second = x2 if kind[3:] in LINES or kind == "tl-stripes" else x2 - x1
            marks[round(x1, 2), round(second, 2), y] += 1

    for span in small.shown.spans:
        if span.kind in LINES:
            want(f"tl-{span.kind}", span, 0)
        elif span.kind == "sleep":
            want(f"tl-sleep{' tl-cleaning' if span.cleaning else ''}", span, 8)
        elif span.kind == "bar":
            want("tl-bar", span, 9)
        else:
            want(f"tl-{span.kind}", span, 10)
        if span.kind == "block":
            want("tl-stripes", span, 0)
    for kind in (*(f"tl-{line}" for line in LINES), "tl-stripes"):
        drawn = Counter(
            (number(one, "x1"), number(one, "x2"), number(one, "y1"))
            for one in small.marks(kind)
        )
        assert drawn == wanted.get(kind, Counter())
    for kind in ("tl-sleep", "tl-sleep tl-cleaning", "tl-bar", "tl-block", "tl-run"):
        drawn = Counter(
            (number(one, "x"), number(one, "width"), number(one, "y"))
            for one in small.marks(kind)
            if not one.get("data-k")
        )
        assert drawn == wanted.get(kind, Counter())


@pytest.mark.parametrize("name", SHORT)
def test_each_step_has_its_block_its_lane_and_who_woke_it(name: str) -> None:
    small = small_of(name)
    view = small.view
    drawn = {}
    for one in [*small.marks("tl-run"), *small.marks("tl-timeout")]:
        if one.get("data-k"):
            drawn[int(one.get("data-k", "")) - 1] = one
    for place, step in enumerate(view.steps):
        if step.lane not in small.middles and not is_timeout(step):
            assert place not in drawn
            continue
        one = drawn.pop(place)
        waker = view.wakers[place]
        assert one.get("data-w") == (None if waker is None else str(waker + 1))
        if is_timeout(step):
            x = small.x((step.at, place + 0.5))
            assert (number(one, "x"), number(one, "y")) == (x, 24)
            continue
        left, right = small.axis.x((step.at, place)), small.axis.x((step.at, place + 1))
        assert number(one, "x") == round(left, 2)
        assert number(one, "width") == round(right - left, 2)
        assert number(one, "y") == small.middles[step.lane] - 10
    assert not drawn


@pytest.mark.parametrize("name", SHORT)
def test_each_lane_ends_with_the_mark_of_its_end(name: str) -> None:
    small = small_of(name)
    view = small.view
    kinds = {"returns": "tl-done", "raises": "tl-raised", "cancelled": "tl-cancelled"}
    wanted: dict[str, set[tuple[float, float]]] = {kind: set() for kind in kinds}
    for lane in view.rows:
        step = view.last_step(lane)
        callbacks = view.lanes[lane].kind == "callbacks"
        if step is not None and step.end != "waits" and not callbacks:
            x = small.x(view.right(view.of_lane[lane][-1]))
            wanted[step.end].add((x, small.middles[lane]))
    for end, kind in kinds.items():
        drawn = [(number(one, "x"), number(one, "y")) for one in small.marks(kind)]
        assert sorted(drawn) == sorted(wanted[end])


@pytest.mark.parametrize("name", SHORT)
def test_each_lane_has_its_name_and_each_child_its_branch(name: str) -> None:
    small = small_of(name)
    view = small.view
    names = {
        int(one.get("data-l", "")): one
        for one in small.marks("tl-name")
        if one.get("data-l")
    }
    assert set(names) == (set(view.rows) if view.steps else set())
    called = Counter((view.lanes[at].program, view.lanes[at].name) for at in view.rows)
    so_far = Counter[tuple[int, str]]()
    for lane, one in names.items():  # From top to bottom.
        assert number(one, "y") == small.middles[lane] - 3
        assert number(one, "x") == 12 * min(4, view.depth[lane]) - 118
        key = view.lanes[lane].program, view.lanes[lane].name
        so_far[key] += 1
        number_ = f" #{so_far[key]}" if called[key] > 1 else ""
        name_, said = escape_xml(key[1] + number_), one.text or ""
        if "…" in said and "…" not in name_:
            head, _, tail = said.partition("…")
            assert name_.startswith(head) and name_.endswith(tail)
        else:
            assert said == name_
    paths = " ".join(one.get("d", "") for one in small.marks("tl-tree"))
    for lane in names:
        if view.maker[lane] in names and view.depth[lane] <= 4:
            assert f" {small.middles[lane] - 7}h6" in paths


@pytest.mark.parametrize("name", SHORT)
def test_links_join_the_lanes_that_the_recording_names(name: str) -> None:
    small = small_of(name)
    view = small.view
    heads = {
        (number(one, "x"), number(one, "y"))
        for one in small.marks("tl-cancel")
        if one.tag == "svg"
    }
    wanted = set()
    for place, lane in cancellations(view):
        step = view.steps[place]
        source = 24 if is_timeout(step) else small.middles.get(step.lane)
        if source is not None and lane != step.lane:
            y = small.middles[lane]
            wanted.add((small.x(view.middle(place)), y - 8 if y > source else y + 8))
    assert heads == wanted
    lines = [one for one in small.marks("tl-cancel") if one.tag == "line"]
    for x, y in heads:
        assert any(
            number(one, "x1") == x and number(one, "y1") <= y <= number(one, "y2")
            for one in lines
        )
    made = small.marks("tl-made")
    for lane in view.rows:
        when = view.made(lane)
        index = view.number(view.lanes[lane].made_in)
        maker = view.maker[lane]
        own = index is not None and view.steps[index].lane == maker
        outside = view.lanes[lane].kind in {"thread", "process"}
        if own and maker in small.middles and when and 0 < small.axis.x(when) < 100:
            x = small.x(view.right(index) if outside else when)
            reach = [
                one
                for one in made
                if one.tag == "line"
                and number(one, "x1") == x
                and number(one, "y2") >= small.middles[lane]
                and number(one, "y1") <= small.middles[maker] + 10
            ]
            circle = [
                one
                for one in made
                if one.tag == "circle"
                and (number(one, "cx"), number(one, "cy")) == (x, small.middles[lane])
            ]
            assert reach and len(circle) == (not outside)


@pytest.mark.parametrize("name", SHORT)
def test_what_is_held_is_underlined_from_step_to_step(name: str) -> None:
    small = small_of(name)
    view = small.view
    drawn = small.marks("tl-hold")
    for lane, holds in view.holds.items():
        y = small.middles[lane] + 11.5
        own = [
            (number(one, "x1"), number(one, "x2"))
            for one in drawn
            if number(one, "y1") == number(one, "y2") == y
        ]
        assert all(a[1] <= b[0] for a, b in pairwise(own))
        for first, last, _ in holds:
            end = view.middle(last) if last < len(view.steps) else view.end
            left, right = small.x(view.middle(first)), small.x(end)
            middle = (left + right) / 2
            if right > left:
                assert any(a <= middle <= b for a, b in own)
                assert any(a <= left <= b for a, b in own)
                assert any(a <= right <= b for a, b in own)
    assert {number(one, "y1") for one in drawn} <= {
        small.middles[lane] + 11.5 for lane in view.holds
    }


@pytest.mark.parametrize("name", SHORT)
def test_each_printed_line_has_a_mark_where_it_was_printed(name: str) -> None:
    small = small_of(name)
    view = small.view
    wanted = set()
    for place, lines in view.printed.items():
        step = view.steps[place]
        for line in lines:
            late = line.at, place + 1
            moment = view.middle(place) if line.at == step.at else late
            if step.lane in small.middles:
                wanted.add((small.x(moment), small.middles[step.lane] - 16, place + 1))
    drawn = Counter(
        (number(one, "x"), number(one, "y"), int(one.get("data-k", "")))
        for one in small.marks("tl-print")
        if one.get("data-k")
    )
    assert set(drawn) == wanted
    texts = [text for one in small.marks("tl-print") for text in one.iter("text")]
    for text in texts:
        assert len(text.text or "") <= 40 + len(" (+99)")


@pytest.mark.parametrize("name", SHORT)
def test_texts_above_bars_and_axis_do_not_overlap(name: str) -> None:
    small = small_of(name)
    margin = {"tl-deadlock": 26, "tl-notes": 100}.get(small.shown.picture.kind, 14)
    for plot, left_out in ((460, "tl-n"), (320, "tl-w")):
        lanes: dict[float, list[tuple[float, float]]] = {}
        for one in small.marks("tl-print"):
            x = number(one, "x") * plot / 100
            for text in one.iter("text"):
                if text.get("class") != left_out:
                    width = 6.4 * len(text.text or "")
                    start = x + 8
                    if text.get("text-anchor") == "end":
                        start = x - 8 - width
                    lanes.setdefault(number(one, "y"), []).append(
                        (start, start + width)
                    )
        for extents in lanes.values():
            extents.sort()
            assert all(b[0] >= a[1] for a, b in pairwise(extents))
            assert extents[0][0] >= 0 and extents[-1][1] <= plot + margin
        ticks = []
        for text in small.marks("tl-tick"):
            classes = (text.get("class") or "").split()
            if left_out not in classes:
                bold = {"tl-over", "tl-still"} & set(classes)
                width = wide(text.text or "", 6.9 if bold else 6.4)
                x = number(text, "x") * plot / 100
                anchor = text.get("text-anchor", "start")
                x -= {"start": 0, "middle": width / 2, "end": width}[anchor]
                ticks.append((x, x + width))
        ticks.sort()
        assert all(b[0] - a[1] > 7.9 for a, b in pairwise(ticks))
        if ticks:
            assert ticks[0][0] >= -2.1 and ticks[-1][1] <= plot + 14.1


@pytest.mark.parametrize("name", SHORT)
def test_instants_and_veils_are_as_high_as_all_lanes(name: str) -> None:
    small = small_of(name)
    if not small.view.steps:
        return
    height = number(ET.fromstring(small.shown.picture.svg), "height")
    lowest = max(small.middles.values(), default=28)
    if small.middles:
        assert height == lowest + 15
    for one in [*small.marks("tl-stop"), *small.marks("tl-veil")]:
        assert number(one, "y") == 24
        assert number(one, "y") + number(one, "height") == height - 2
    blocks = [span for span in small.shown.spans if span.kind == "block"]
    veils = {(number(one, "x"), number(one, "width")) for one in small.marks("tl-veil")}
    assert veils == {
        (
            small.x(span.start),
            round(small.axis.x(span.end) - small.axis.x(span.start), 2),
        )
        for span in blocks
        if small.axis.x(span.end) > small.axis.x(span.start)
    }
    instants = {step.at for step in small.view.steps}
    if small.view.total:
        assert len(small.marks("tl-stop")) == len(instants)


@pytest.mark.parametrize("name", ["a huge gap", "two huge gaps"])
def test_a_gap_that_is_shortened_is_marked_and_the_rest_is_linear(name: str) -> None:
    small = small_of(name)
    axis, steps = small.axis, small.view.steps
    instants = sorted({step.at for step in steps} | {small.view.total})
    usual = median_low([b - a for a, b in pairwise(instants)])
    shortened, widths, rates = [], [], []
    for a, b in pairwise(instants):
        before = sum(step.at <= a for step in steps)
        left, right = axis.x((a, before)), axis.x((b, before))
        widths.append(right - left)
        if b - a > 20 * usual:
            shortened.append((a, b, left, right))
        else:
            rates.append((right - left) / (b - a))
    # What is left of the plot beside a slot for each step.
    assert sum(widths) == pytest.approx(100 - min(2.6 * len(steps), 45))
    assert max(rates) == pytest.approx(min(rates))
    wide = {round(right - left, 6) for *_, left, right in shortened}
    assert len(wide) == 1 and max(rates) * usual * 20 > wide.pop() > 5
    strokes = sorted(
        (number(one, "x"), number(one, "y")) for one in small.marks("tl-cut")
    )
    rows = [24, *small.middles.values()]
    # Before the middle, in which labels are.
    places = [left + (right - left) / 6 for *_, left, right in shortened]
    assert strokes == [
        (pytest.approx(x, abs=0.01), row) for x in places for row in rows
    ]
    said = {text.text: text.at for text in small.texts(460)}
    for (a, b, *_), x in zip(shortened, places, strict=True):
        assert said[f"{seconds(b - a)}, shortened"] == pytest.approx(x, abs=0.01)


def test_nothing_is_drawn_of_a_task_after_it_was_destroyed() -> None:
    naps = [Wait("sleep", seconds=1, until=at * SECOND) for at in (1, 2)]
    recording = run(
        [
            Step(0, 0, 0, "start", wait=naps[0]),
            Step(1, 0, 0, "step", 0, wait=Wait("future")),
            Step(0, SECOND, SECOND, "timer", wait=naps[1]),
            Step(0, 2 * SECOND, 2 * SECOND, "timer", end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("task", "lost", "lost()", parent=0, made_in=0, lost_in=2),
    )
    shown = Figure(recording)
    axis = Axis(shown.view)
    layers = ET.fromstring(shown.picture.svg)
    [wait] = next(layer for layer in layers if layer.get("class") == "tl-for")
    assert number(wait, "x1") == round(axis.x((0, 2)), 2)
    assert number(wait, "x2") == round(axis.x((SECOND, 2.5)), 2)
