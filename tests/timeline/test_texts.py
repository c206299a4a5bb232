"""Texts in and beside the marks of a small picture: where they are, what they say."""

import re
from collections import defaultdict
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

import pytest

from looptape.recording import Step
from looptape.text.words import seconds
from looptape.timeline.model.spans import before
from looptape.timeline.model.view import Point, is_timeout
from looptape.timeline.terminal import visible
from tests.timeline.rows import number
from tests.timeline.runs import escape_xml
from tests.timeline.small import PLOTS, SHORT, Small, Text, small_of, wide

# What holds for the texts of any picture. All of it is asked of each in one test, as
# there are many pictures.

HIGH = 8  # pixels of a letter above its base line


def no_text_lies_on_another_and_none_is_outside(small: Small) -> None:
    margin = {"tl-deadlock": 26, "tl-notes": 100}.get(small.shown.picture.kind, 14)
    for plot in PLOTS:
        rows = defaultdict(list)
        for text in small.texts(plot):
            if text.layer != "tl-name":
                assert text.left > -2.1 and text.right < plot + margin + 0.1, text
                rows[text.y].append(text)
        for (y, texts), (below, others) in combinations(sorted(rows.items()), 2):
            if below - y < HIGH:
                both = sorted([*texts, *others], key=lambda text: text.left)
                assert all(a.right < b.left + 0.1 for a, b in pairwise(both)), both
        for texts in rows.values():
            texts.sort(key=lambda text: text.left)
            assert all(a.right < b.left + 0.1 for a, b in pairwise(texts)), texts


class Wanted(NamedTuple):
    """A text that is to be beside its mark.

    Attributes:
        x: Where the mark is, in percent.
        forms: The text and its shorter forms, the longest first.
        error: Whether it is that of an exception, which has no mark of its own.
    """

    x: float
    forms: list[str]
    error: bool = False

    def extent(self, side: str, text: str, away: float) -> tuple[float, float]:
        """Where a form begins and ends on a plot of 460 pixels."""
        x, width = self.x * 4.6, len(text) * 6.4
        if self.error:
            return x - wide(text, 6.9), x
        if side == "right":
            return x + 8, x + 8 + width
        return x - 1 - away - width, x - 1 - away


def printed_by_lane(small: Small) -> dict[int, list[Wanted]]:
    """What each lane printed, and where; lines of one moment are one text."""
    view = small.view
    lines: dict[tuple[int, int | None], dict[Point, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for place, printed in view.printed.items():
        step = view.steps[place]
        for line in printed:
            late = line.at, place + 1
            moment = view.middle(place) if line.at == step.at else late
            lines[step.lane, place][moment].append(visible(line.text).strip())
    wanted = defaultdict(list)
    for (lane, _), moments in lines.items():
        wanted[lane] += [said_at(small, *one) for one in moments.items()]
    for aside in view.aside.values():
        for line in aside:
            if line.lane is not None:
                bars = [one for one in small.shown.spans if one.kind == "bar"]
                edges = [
                    edge
                    for bar in bars
                    for edge in (bar.start, bar.end)
                    if bar.lane == line.lane and edge[0] == line.at
                ]
                moment = edges[0] if edges else before(view, line.at)
                text = visible(line.text).strip()
                wanted[line.lane].append(said_at(small, moment, [text]))
    return {lane: wanted[lane] for lane in wanted if lane in small.middles}


def said_at(small: Small, moment: Point, lines: list[str]) -> Wanted:
    """The first line, cut if need be, and how many more."""
    assert small.axis
    text = next((line for line in lines if line), "")
    more = f" (+{len(lines) - 1})" if len(lines) > 1 else ""
    forms = [
        text if len(text) <= most else text[: most - 1].rstrip() + "…"
        for most in (40, 32, 24)
    ]
    return Wanted(small.axis.x(moment), [form + more for form in forms])


def what_is_printed_is_beside_its_mark_where_there_is_room(small: Small) -> None:
    texts = {plot: small.texts(plot) for plot in PLOTS}
    printed = printed_by_lane(small)
    for lane, middle in small.middles.items():
        wanted, last = printed.get(lane, []), small.view.last_step(lane)
        beside_end = any(
            text.layer == "tl-note" and text.y == middle + 4 for text in texts[460]
        )
        if last is not None and last.end == "raises" and not beside_end:
            x = small.axis.x(small.view.left(small.view.of_lane[lane][-1]))
            forms = [how_it_ended(last), how_it_ended(last).partition("(")[0]]
            wanted.insert(0, Wanted(x, forms, error=True))
        # Two pixels below the tip of a mark.
        drawn, narrow = (
            [text for text in texts[plot] if text.y == middle - 15] for plot in PLOTS
        )
        # A card shows what a wide one does, or nothing.
        assert {text[1:3] for text in narrow} <= {text[1:3] for text in drawn}
        for one in wanted:
            forms = [*map(escape_xml, one.forms)]
            at = round(one.x, 2)
            own = next((t for t in drawn if t.at == at and t.text in forms), None)
            others = [text for text in drawn if text is not own]
            sides = ["left"] if one.error else ["right", "left"]
            if own is None:
                sides = [(side, one.forms[-1]) for side in sides]
            else:
                drawn, place = others, forms.index(own.text)
                side = "right" if own.left > at * 4.6 else "left"
                sides = [(side, form) for form in one.forms[:place]]
            for side, form in sides:
                assert not has_room(small, middle, wanted, one, side, form), form
        assert not drawn


def has_room(
    small: Small, middle: int, wanted: list[Wanted], one: Wanted, side: str, text: str
) -> bool:
    """Whether one form of a text could be beside its mark as well."""
    margin = {"tl-deadlock": 26, "tl-notes": 100}.get(small.shown.picture.kind, 14)
    lines = small.lines(middle - 25, middle - 13)
    near = [one.x - line for line in lines if 0 < one.x - line < 4]
    # Left of a line that is near, on the widest plot, too.
    away = 4 + round(max(near) * 6.5) if near else 7
    left, right = one.extent(side, text, away)
    marks = [other.x for other in wanted if other is not one]
    if side == "right":
        after = [mark * 4.6 - 7 for mark in marks if mark >= one.x]
        inside = right <= min([460 + margin, *after])
    else:
        inside = left >= max([0, *(mark * 4.6 + 5 for mark in marks if mark <= one.x)])
    others = [
        (other.left - 3, other.right + 4)
        for other in small.texts(460)
        if middle - 15 <= other.y <= middle - 12
        and other.layer in {"tl-print", "tl-note"}
        and (
            other.at != round(one.x, 2) or other.text not in map(escape_xml, one.forms)
        )
    ]
    others += [(line * 4.6 - 3, line * 4.6 + 4) for line in lines]
    return inside and not any(a < right and left < b for a, b in others)


def how_it_ended(step: Step) -> str:
    """What is said of the end of a task; of a long exception the class."""
    if step.end == "returns":
        return f"returns {step.value}" if step.value else ""
    if step.end == "cancelled":
        return "cancelled"
    text = step.value or "error"
    return text if len(text) <= 40 else text.partition("(")[0]


def the_end_of_a_lane_is_told_beside_it_if_there_is_room(small: Small) -> None:
    view = small.view
    margin = {"tl-deadlock": 26, "tl-notes": 100}.get(small.shown.picture.kind, 14)
    blocks = [span for span in small.shown.spans if span.kind == "block"]
    for lane, middle in small.middles.items():
        step = view.last_step(lane)
        if step is None or step.end == "waits" or view.lanes[lane].kind == "callbacks":
            continue
        moment = view.right(view.of_lane[lane][-1])
        said = how_it_ended(step)
        veiled = any(one.lane != lane and one.end > moment for one in blocks)
        if step.end == "returns" and (view.lanes[lane].role or veiled):
            said = ""  # Not a reader's business, or in what nothing else can run in.
        mark = 14 if step.end == "returns" else 18
        width = mark + wide(said, 6.4 if step.end == "returns" else 6.9)
        x = small.axis.x(moment)
        lines = [line - x for line in small.lines(middle - 6, middle + 6)]
        for plot in PLOTS:
            # Below the width of a card there is no room for notes beside the plot.
            room = (100 - x) * plot / 100 + (margin if plot == 460 else 14)
            # 650 pixels is the widest plot, on which a line is away from the mark.
            if any(
                line * 6.5 > mark - 3 and line * plot / 100 < width + 3
                for line in lines
            ):
                room = 0
            drawn = [
                (text.text, text.at, pytest.approx(text.left - text.at * plot / 100))
                for text in small.texts(plot)
                if text.layer == "tl-note" and text.y == middle + 4
            ]
            fits = said and width <= room
            assert drawn == ([(escape_xml(said), round(x, 2), mark)] if fits else [])


def after_name(small: Small, lane: int) -> float:
    """Where text may begin on a phone, which has a lane's name in the plot above it."""
    y = small.middles[lane] - 3
    names = [text for text in small.texts(320) if text.layer == "tl-name"]
    [name] = [text for text in names if text.y == y]
    return name.left + 118 + wide(name.text, 7.4) + 6


def no_text_above_a_bar_lies_on_the_name_of_its_lane(small: Small) -> None:
    # A phone shows nothing of what was printed, so these are errors and delays.
    for lane, middle in small.middles.items():
        for text in small.texts(320):
            if text.layer == "tl-note" and middle - 15 <= text.y <= middle - 12:
                assert text.left >= after_name(small, lane) - 0.1, text


def lines_from_lane_to_lane_are_behind_all_texts_in_the_lanes(small: Small) -> None:
    # The style sheet gives these texts an edge, so that a line ends before it.
    layers = [group.get("class") for group in small.groups]
    lines = [n for n, layer in enumerate(layers) if layer in {"tl-made", "tl-cancel"}]
    for place, group in enumerate(small.groups):
        if group.get("class") != "tl-tick" and list(group.iter("text")):
            assert all(line < place for line in lines), layers


def no_line_from_lane_to_lane_goes_through_a_text(small: Small) -> None:
    for plot in PLOTS:
        for text in small.texts(plot):
            if text.layer != "tl-name":
                for x in small.lines(text.y - 5, text.y - 1):
                    assert not text.left < x * plot / 100 < text.right, text


def numbers_of_steps_stand_apart(small: Small) -> None:
    for plot in PLOTS:
        rows = defaultdict(list)
        for text in small.texts(plot):
            if text.layer == "tl-number":
                rows[text.y].append(text)
        for texts in rows.values():
            texts.sort(key=lambda text: text.left)
            assert all(a.right + 4 <= b.left for a, b in pairwise(texts)), texts


def a_label_of_a_bar_is_whole_or_says_that_it_is_not(small: Small) -> None:
    for plot in PLOTS:
        for text in small.texts(plot):
            if text.layer == "tl-gap tl-of-bar" and not text.text.endswith("…"):
                assert text.text.count("(") == text.text.count(")"), text


def what_the_loop_calls_is_named_beside_its_block(small: Small) -> None:
    view = small.view
    for lane in view.rows:
        if view.lanes[lane].kind != "callbacks":
            continue
        y = small.middles[lane] + 4
        drawn = {
            plot: [
                text
                for text in small.texts(plot)
                if text.y == y and text.layer == "tl-note"
            ]
            for plot in PLOTS
        }
        free = 0.0
        numbers = view.of_lane[lane]
        for place, following in zip(numbers, [*numbers, None][1:], strict=True):
            block = small.x(view.left(place)), small.x(view.right(place))
            right = 100.0 if following is None else small.x(view.left(following))
            call = escape_xml(view.steps[place].call or "")
            before_it, free = free, block[1]
            for plot, texts in drawn.items():
                found = beside(block, plot, texts)
                room = (right - block[1]) * plot / 100
                if call and room >= wide(call, 6.4) + 8.1:
                    assert [text.at for text in found] == [block[1]]
                room = (block[0] - before_it) * plot / 100
                if call and plot == 460 and room >= wide(call, 6.4) + 8.1:
                    assert found
                for text in found:
                    assert text.text == call
                    texts.remove(text)
                    edges = text.left * 100 / plot, text.right * 100 / plot
                    assert before_it <= edges[0] and edges[1] <= right
                    free = max(free, edges[1])
        assert not any(drawn.values())


def beside(block: tuple[float, float], plot: int, texts: list[Text]) -> list[Text]:
    """Those of some texts that are less than 8 pixels from the edges of a block."""
    left, right = (edge * plot / 100 for edge in block)
    return [
        text
        for text in texts
        if (text.at == block[1] and 0 < text.left - right < 8)
        or (text.at == block[0] and 0 < left - text.right < 8)
    ]


def a_picture_without_time_says_so_and_counts_its_steps(small: Small) -> None:
    ticks = [text.text for text in small.texts(460)]
    steps = small.view.steps
    said = [text for text in ticks if "no time passes" in text]
    # A picture begins at 0 s, even if its first step comes later.
    if not steps or small.view.total:
        assert not said
        return
    text = f"{seconds(small.view.total)}: no time passes"
    if len(steps) > 1:
        text += f", {len(steps)} steps in this order"
    assert said == [text]


def a_sleep_says_whether_it_is_the_cleanup_of_a_cancelled_task(small: Small) -> None:
    steps = small.view.steps
    labels = [text for text in small.texts(460) if text.layer == "tl-label"]
    for span in small.shown.spans:
        if span.kind != "sleep":
            continue
        own = small.view.of_lane[span.lane]
        # Steps before the moment at which it begins to sleep.
        so_far = [number for number in own if number < span.start[1]]
        cancelled = steps[own[-1]].end == "cancelled" and any(
            steps[number].cause == "cancel" for number in so_far
        )
        said = f"cleans up, {span.text}" if cancelled else span.text
        left, right = small.axis.x(span.start), small.axis.x(span.end)
        middle = small.middles[span.lane]
        lines = {x for x in small.lines(middle - 1, middle + 1) if left < x < right}
        parts = [*pairwise(sorted({left, right} | lines))]
        widest = max(parts, key=lambda part: part[1] - part[0], default=(left, right))
        found = [
            text.text
            for text in labels
            if text.y == middle + 4
            # The arrow's place is that of the picture, with two decimals.
            and text.at == pytest.approx(sum(widest) / 2, abs=0.02)
        ]
        left, right = widest
        for text in found:  # What it holds follows; of little room, less is said.
            assert text.startswith(said.partition(",")[0])
        if wide(said, 6.4) + 8 <= (right - left) * 4.6 and not small.view.holds:
            assert found == [escape_xml(said)]


def each_time_is_above_its_instant_if_there_is_room(small: Small) -> None:
    steps = small.view.steps
    if not steps or not small.view.total:
        return
    named = {step.at for step in steps if is_timeout(step)}
    times, place = [], 0
    for at, group in groupby(steps, key=lambda step: step.at):
        after = place + len(list(group))
        if at not in named:  # The text of a timeout has its time.
            times.append((at, small.x((at, place)), small.x((at, after))))
        place = after
    # Of little room, the text of a timeout is its time alone.
    short = {
        (small.x((step.at, place + 0.5)), seconds(step.at))
        for place, step in enumerate(steps)
        if is_timeout(step)
    }
    last = times[-1][0] if len(times) > 1 and times[-1][2] > 93 else None
    for plot in PLOTS:
        ticks = [text for text in small.texts(plot) if text.layer == "tl-tick"]
        plain = [
            text
            for text in ticks
            if re.fullmatch(r"[\d.]+ \w+", text.text)
            and (text.at, text.text) not in short
        ]
        for at, begin, end in times:
            text = seconds(at)
            left = begin * plot / 100
            if at == last:  # It goes to the left, from the end of the plot.
                left = end * plot / 100 - wide(text, 6.4)
            right = left + wide(text, 6.4)
            own = [
                tick
                for tick in plain
                if tick.text == text and abs(tick.left - left) < 0.1
            ]
            plain = [tick for tick in plain if tick not in own]
            if not own and left >= -1.9 and right <= plot + 13.9:
                # Others are in its place, or less than eight pixels away.
                assert any(
                    left < tick.right + 8.1 and tick.left < right + 8.1
                    for tick in ticks
                ), text
        ends = small.view.recording.ended != "deadlock"
        if seconds(small.view.total) != seconds(steps[-1].at) and ends:
            # Where there is room, the end of the run stands at the end of the plot.
            plain = [tick for tick in plain if tick.right < plot]
        if steps[0].at:  # Likewise the beginning.
            plain = [tick for tick in plain if (tick.left, tick.text) != (0, "0 s")]
        assert not plain


def a_program_has_its_heading_between_its_lanes_and_those_above(small: Small) -> None:
    rules = small.marks("tl-rule")
    named = [one for one in small.marks("tl-name") if one.get("class") == "tl-file"]
    assert len(rules) == len(named) == len(small.headings)
    for rule, text, program in zip(rules, named, small.headings, strict=True):
        own = [
            small.middles[lane]
            for lane in small.view.rows
            if small.view.lanes[lane].program == program
        ]
        above = [middle for middle in small.middles.values() if middle < own[0]]
        assert text.text == escape_xml(small.view.recording.programs[program])
        assert number(rule, "y1") == number(rule, "y2")
        lowest = max(above, default=14) + 10  # The lower edge of the bar above.
        assert lowest < number(rule, "y1") < number(text, "y") - HIGH
        assert number(text, "y") < own[0] - 10 - 15  # What is above the bar.


PROMISES = (
    lines_from_lane_to_lane_are_behind_all_texts_in_the_lanes,
    no_text_above_a_bar_lies_on_the_name_of_its_lane,
    numbers_of_steps_stand_apart,
    a_label_of_a_bar_is_whole_or_says_that_it_is_not,
    no_text_lies_on_another_and_none_is_outside,
    what_is_printed_is_beside_its_mark_where_there_is_room,
    no_line_from_lane_to_lane_goes_through_a_text,
    the_end_of_a_lane_is_told_beside_it_if_there_is_room,
    what_the_loop_calls_is_named_beside_its_block,
    a_picture_without_time_says_so_and_counts_its_steps,
    a_sleep_says_whether_it_is_the_cleanup_of_a_cancelled_task,
    each_time_is_above_its_instant_if_there_is_room,
    a_program_has_its_heading_between_its_lanes_and_those_above,
)


@pytest.mark.parametrize("name", SHORT)
def test_the_texts_of_a_small_picture_keep_every_promise(name: str) -> None:
    small = small_of(name)
    for promise in PROMISES:
        promise(small)
