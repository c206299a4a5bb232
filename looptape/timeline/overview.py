"""The picture of a long run: a thin row per task, and a part of it in detail.

All rows of one state are a single path on a grid of 1,000 columns, so that the
picture stays small however many steps there are.
"""

import math
from collections import Counter, defaultdict
from itertools import groupby

from looptape.timeline import labels
from looptape.timeline.axis import Axis
from looptape.timeline.canvas import AXIS, GUTTER
from looptape.timeline.drawing import Drawing
from looptape.timeline.labels import Marks
from looptape.timeline.notes import Tick, place_ticks
from looptape.timeline.spans import WORK, Span
from looptape.timeline.svg import number, percent
from looptape.timeline.view import Point, View
from looptape.words import count, seconds

COLUMNS = 1000
HIGHEST, LOWEST = 480, 160  # pixels for all rows
ROW, WIDEST_ROW = 1.6, 8  # pixels
AT_ONCE = 26  # pixels
FEW_INSTANTS = 20  # up to so many, order is spread out as in a small picture
AROUND, LENS_LANES = 12, 7

# From back to front.
STATES = ("for", "ready", "net", "sleep", "bar", "late", "run", "block", "raised")
WORDS = {
    "for": "waits",
    "ready": "waits its turn",
    "net": "waits for the network",
    "sleep": "sleeps",
    "bar": "runs in a thread",
    "late": "should have woken",
    "run": "runs",
    "block": "blocks the loop",
    "raised": "raises",
}


def marks(
    view: View, axis: Axis, found: list[Span], per_row: int, columns: int = COLUMNS
) -> Marks:
    """What the rows show.

    Args:
        view: The run.
        axis: Places its moments.
        found: Its stretches.
        per_row: Lanes that share a row.
        columns: Width of the grid.

    Returns:
        For each state, row, first and last column of each mark.
    """
    lists: Marks = defaultdict(list)
    scale = columns / 100
    row_of = {lane: row // per_row for lane, row in view.row_of.items()}
    worked: dict[int, Point] = {}
    for span in found:
        if span.kind in WORK:
            worked.setdefault(span.lane, span.start)
        left, right = int(axis.x(span.start) * scale), int(axis.x(span.end) * scale)
        if right > left:
            lists[span.kind].append((row_of[span.lane], left, right))
    runs = lists["run"]
    for place, step in enumerate(view.steps):
        if step.lane in row_of:
            left = int(axis.x((step.at, place)) * scale)
            left = min(left, columns - 2)
            right = left + 2
            if axis.slot:
                right = max(right, int(axis.x((step.at, place + 1)) * scale))
            runs.append((row_of[step.lane], left, right))
    for lane in view.rows:
        numbers, last = view.of_lane[lane], view.last_step(lane)
        if last is not None and last.end == "raises":
            began = worked.get(lane, view.left(numbers[0]))
            right = int(axis.x(view.right(numbers[-1])) * scale)
            left = int(axis.x(began) * scale)
            lists["raised"].append((row_of[lane], min(left, right - 8), right))
    return lists


def path(rows: list[tuple[int, int, int]]) -> str:
    """One path of horizontal lines; those that touch become one."""
    parts = []
    x = y = 0.0
    merged: list[tuple[int, int, int]] = []
    for row, left, right in sorted(rows):
        if merged and merged[-1][0] == row and left <= merged[-1][2]:
            _, before, until = merged[-1]
            merged[-1] = row, before, max(until, right)
        else:
            merged.append((row, left, right))
    for row, left, right in merged:
        parts.append(f"m{left - x:g} {row + 0.5 - y:g}h{right - left}")
        x, y = right, row + 0.5
    text = "".join(parts)
    return f"M{text[1:]}" if text else ""


def paths(lists: Marks) -> str:
    """All states of all rows."""
    return "".join(
        f'<path class="tl-is-{state}" d="{path(lists[state])}"/>'
        for state in STATES
        if lists.get(state)
    )


def at_once(axis: Axis, found: list[Span]) -> tuple[list[tuple[float, int]], int]:
    """How many waits for work are under way.

    Returns:
        Places in percent with the number from there on, and the highest number.
    """
    changes: Counter[float] = Counter()
    for span in found:
        if span.kind in WORK:
            changes[int(axis.x(span.start) * 10) / 10] += 1
            changes[int(axis.x(span.end) * 10) / 10] -= 1
    now, most = 0, 0
    places = []
    for x in sorted(changes):
        now += changes[x]
        most = max(most, now)
        places.append((x, now))
    return places, most


def overview(
    view: View, found: list[Span], step: int | None = None
) -> tuple[str, float, list[str], list[str]]:
    """Draw a long run.

    Args:
        view: The run.
        found: Its stretches.
        step: Number of the step to show in detail; one that tells by default.

    Returns:
        The marks, the height in pixels, the classes that occur, and sentences
        that say what is left out.
    """
    instants = sum(1 for _ in groupby(view.steps, key=lambda step: step.at))
    axis = Axis(view, ordered=instants <= FEW_INSTANTS)
    rows = len(view.rows)
    per_row = max(1, math.ceil(rows * ROW / HIGHEST))
    drawn = -(-rows // per_row)
    each = min(WIDEST_ROW, max(ROW, LOWEST / drawn))
    tall = drawn * each
    lists = marks(view, axis, found, per_row)
    places, most = at_once(axis, found)
    parts = [_ticks(axis)]
    top = float(AXIS)
    if most:
        parts.append(_level(places, most, top))
        top += AT_ONCE + 12
    parts.append(
        f'<svg class="tl-all" y="{number(top)}" width="100%" height="{number(tall)}" '
        f'viewBox="0 0 {COLUMNS} {drawn}" preserveAspectRatio="none">'
        f"{paths(lists)}</svg>"
    )
    first, last = lens_range(view, step)
    window = Axis(view, first, last)
    x1, x2 = axis.x((window.from_ns, first)), axis.x((window.to_ns, last))
    middle, half = (x1 + x2) / 2, max((x2 - x1) / 2, 0.6)
    parts.append(labels.row_names(view, top, each, per_row))
    frame = (middle - half, middle + half)
    parts.append(labels.areas(view, lists, drawn, top, each, frame))
    parts.append(labels.raised(view, axis, top, each, per_row))
    parts.append(
        f'<rect class="tl-frame" x="{percent(middle - half)}" y="{number(top - 4)}" '
        f'width="{percent(2 * half)}" height="{number(tall + 8)}" rx="2"/>'
    )
    drawing = lens(view, found, first, last)
    below = top + tall + 30
    parts.append(
        f'<svg class="tl-lens" y="{number(below)}" width="100%" '
        f'height="{drawing.height}">{drawing.body()}</svg>'
    )
    kinds = [state for state in STATES if lists.get(state)]
    used = [f"tl-is-{state}" for state in kinds] + sorted(drawing.used)
    notes = [
        f"{count(len(view.steps), 'step')}. "
        + (
            "Each lane is one row; "
            if per_row == 1
            else f"{per_row} lanes are one row; "
        )
        + f"only steps {first + 1:,} to {last:,}, in the frame, are drawn in detail."
    ]
    concerned = {view.steps[i].lane for i in range(first, last)} & set(view.row_of)
    left_out = len(concerned) - len(drawing.rows)
    if left_out > 0:
        notes.append(f"There, {count(left_out, 'lane')} more ran than are shown.")
    return "".join(parts), below + drawing.height, used, notes


def lens_range(view: View, step: int | None) -> tuple[int, int]:
    """The steps to show in detail: those around one, of which an error tells most."""
    number = len(view.steps)
    if step is None:
        telling = (
            i
            for i, one in enumerate(view.steps)
            if one.end == "raises" or one.blocks or one.cancels
        )
        step = next(telling, number // 2)
    first = max(0, min(step - AROUND // 2, number - AROUND))
    return first, min(number, first + AROUND)


def lens(view: View, found: list[Span], first: int, last: int) -> Drawing:
    """Draw some steps as a small picture is drawn.

    Args:
        view: The run.
        found: Its stretches.
        first: Number of the first step.
        last: Number after the last step.
    """
    middle = (first + last) / 2
    steps = sorted(range(first, last), key=lambda place: abs(place - middle))
    chosen: dict[int, None] = {}
    for place in steps:
        lane = view.steps[place].lane
        if lane in view.row_of and len(chosen) < LENS_LANES:
            chosen[lane] = None
    rows = sorted(chosen, key=view.row_of.__getitem__)
    own = [span for span in found if span.lane in chosen]
    return Drawing(view, Axis(view, first, last), own, rows)


def _ticks(axis: Axis) -> str:
    """Times at even distances, as there are too many instants to name."""
    shown = axis.stops
    step = max(1, len(shown) // 400)
    ticks = []
    for wanted in range(0, 101, 20):
        near = min(shown[::step], key=lambda stop: abs(stop.left - wanted))
        if abs(near.left - wanted) < 8:
            ticks.append(Tick(near.left, seconds(near.at)))
    if ticks and len(ticks) > 1 and ticks[-1].x > 93:
        last = shown[-1]
        ticks[-1] = Tick(100, seconds(last.at), "end")
    kept = place_ticks([*ticks[:1], *ticks[-1:], *ticks[1:-1]])
    return (
        '<g class="tl-tick">'
        + "".join(
            f'<text x="{percent(tick.x)}" y="14"'
            + (' text-anchor="end"' if tick.anchor == "end" else "")
            + (f' class="{tick.widths}"' if tick.widths else "")
            + f">{tick.text}</text>"
            for tick in kept
        )
        + '</g><g class="tl-axis"><line x1="0" x2="100%" y1="24" y2="24"/></g>'
    )


def _level(places: list[tuple[float, int]], most: int, top: float) -> str:
    line, last = [f"M0 {most}"], -1
    for x, level in places:
        if level != last:
            line.append(f"H{number(x * 10)}V{most - level}")
            last = level
    text = "".join(line) + f"H{COLUMNS}V{most}z"
    y = number(top + 12)
    return (
        f'<svg class="tl-level" y="{number(top + 2)}" width="100%" '
        f'height="{AT_ONCE}" viewBox="0 0 {COLUMNS} {most}" '
        f'preserveAspectRatio="none"><path d="{text}"/></svg><g class="tl-name">'
        f'<text x="-{GUTTER}" y="{y}">at once</text><text class="tl-call" '
        f'x="-{GUTTER}" y="{number(top + 24)}">at most {most:,}</text></g>'
    )


def words(state: str, view: View) -> str:
    """What a state is called in the key."""
    if state == "for":
        kinds = {
            step.wait.text.removeprefix("waits for ")
            for step in view.steps
            if step.wait is not None and step.wait.kind in {"lock", "queue", "event"}
        }
        if len(kinds) == 1:
            return f"waits for {kinds.pop()}"
        return "waits for another task"
    return WORDS[state]
