"""Texts in and beside the marks of a small picture: where they are, what they say."""

import re
from collections import Counter, defaultdict
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
from tests.timeline.small import PLOTS, SHORT, Small, Text, small_of

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
        text: The text.
        error: Whether it is that of an exception, which has no mark of its own.
    """

    x: float
    text: str
    error: bool = False


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
    """All lines if that is at most 24 letters, else the first and how many more."""
    assert small.axis
    text = " · ".join(lines)
    if len(text) > 24:
        text = next((line for line in lines if line), "")
        if len(text) > 24:
            text = text[:23].rstrip() + "…"
        if len(lines) > 1:
            text += f" (+{len(lines) - 1})"
    return Wanted(small.axis.x(moment), text)


def what_is_printed_is_on_the_side_of_its_mark_that_has_room(small: Small) -> None:
    view = small.view
    margin = {"tl-deadlock": 26, "tl-notes": 100}.get(small.shown.picture.kind, 14)
    texts = {plot: small.texts(plot) for plot in PLOTS}
    printed = printed_by_lane(small)
    for lane, middle in small.middles.items():
        wanted, last = printed.get(lane, []), view.last_step(lane)
        beside_end = any(
            text.layer == "tl-note" and text.y == middle + 4 for text in texts[460]
        )
        if last is not None and last.end == "raises" and not beside_end:
            x = small.axis.x(view.left(view.of_lane[lane][-1]))
            wanted.insert(0, Wanted(x, how_it_ended(last), error=True))
        wanted.sort(key=lambda one: one.x)
        free = {460: 0.0, 320: after_name(small, lane)}
        sides = {plot: sides_of(wanted, plot, margin, free[plot]) for plot in PLOTS}
        for place, one in enumerate(wanted):
            crossed = [
                turns(wanted[:place], one, small.arrows(middle), plot, sides[plot])
                for plot in PLOTS
            ]
            if all(crossed):
                for plot in PLOTS:
                    sides[plot][place] = "left"
        for plot, shown in texts.items():
            drawn = Counter(
                (text.at, "right" if text.left > text.at * plot / 100 else "left",
                 text.text)
                for text in shown
                if text.y == middle - 15  # Two pixels below the tip of a mark.
            )  # fmt: skip
            # A card shows a text where a wide one does, or not at all.
            assert drawn == Counter(
                (round(one.x, 2), side, escape_xml(one.text))
                for one, side, wide in zip(wanted, sides[plot], sides[460], strict=True)
                if side and side == wide
            )


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
        width = mark + len(said) * (6.4 if step.end == "returns" else 6.9)
        x = small.axis.x(moment)
        for plot in PLOTS:
            # Below the width of a card there is no room for notes beside the plot.
            room = (100 - x) * plot / 100 + (margin if plot == 460 else 14)
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
    return name.left + 118 + 7.4 * len(name.text) + 6


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


def sides_of(wanted: list[Wanted], plot: int, margin: int, free: float) -> list[str]:
    """Right of a mark if it is free up to the next mark; else left; else nowhere.

    An exception is nowhere left of `free`.
    """
    sides = []
    taken = 0.0
    for one, following in zip(wanted, [*wanted, None][1:], strict=True):
        x, width = one.x * plot / 100, len(one.text) * (6.9 if one.error else 6.4)
        end = plot + margin
        if following is not None:
            end = min(end, following.x * plot / 100 - 7)
        if one.error:
            side = "left" if x - width >= max(taken, free) else ""
            taken = x if side else taken
        elif x + 8 + width <= end:
            side, taken = "right", x + 8 + width
        else:
            side = "left" if x - 8 - width >= taken else ""
            taken = max(taken, x + 5)
        sides.append(side)
    return sides


def turns(
    before: list[Wanted],
    one: Wanted,
    arrows: list[float],
    plot: int,
    sides: list[str],
) -> bool:
    """Whether an arrow goes through a text right of its mark, and the left is free."""
    x, width = one.x * plot / 100, len(one.text) * 6.4
    near = [arrow * plot / 100 - x for arrow in arrows]
    ends = [
        other.x * plot / 100 + (8 + len(other.text) * 6.4 if side == "right" else 5)
        for other, side in zip(before, sides, strict=False)
        if not other.error
    ]
    return (
        sides[len(before)] == "right"
        and any(4 < away < 11 + width for away in near)
        and not any(-11 - width < away < -4 for away in near)
        and x - 8 - width >= max([0.0, *ends])
    )


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
                if call and room >= len(call) * 6.4 + 8.1:
                    assert [text.at for text in found] == [block[1]]
                room = (block[0] - before_it) * plot / 100
                if call and plot == 460 and room >= len(call) * 6.4 + 8.1:
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
        found = [
            text.text
            for text in labels
            if text.y == small.middles[span.lane] + 4
            and text.at == round((left + right) / 2, 2)
        ]
        for text in found:  # What it holds follows; of little room, less is said.
            assert text.startswith(said.partition(",")[0])
        if len(said) * 6.4 + 8 <= (right - left) * 4.6 and not small.view.holds:
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
                left = end * plot / 100 - 6.4 * len(text)
            right = left + 6.4 * len(text)
            own = [tick for tick in plain if abs(tick.left - left) < 0.1]
            plain = [tick for tick in plain if tick not in own]
            if own:
                assert [tick.text for tick in own] == [text]
            elif left >= -1.9 and right <= plot + 13.9:
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
    what_is_printed_is_on_the_side_of_its_mark_that_has_room,
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
