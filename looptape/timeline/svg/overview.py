"""The picture of a long run: a thin row per task, and a part of it in detail.

All rows of one state are a single path on a grid of 1,000 columns, so that the
picture stays small however many steps there are.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import groupby

from looptape.timeline.model.spans import WORK, Span
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg import labels
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.canvas import AXIS, GROUP, GUTTER, LANE
from looptape.timeline.svg.drawing import Drawing
from looptape.timeline.svg.labels import Marks
from looptape.timeline.svg.markup import number, percent
from looptape.timeline.svg.notes import Tick, place_ticks
from looptape.words import count, seconds

COLUMNS = 1000
HIGHEST, LOWEST = 480, 160  # pixels for all rows
ROW, WIDEST_ROW = 1.6, 8  # pixels
AT_ONCE = 26  # pixels
FEW_INSTANTS = 20  # up to so many, order is spread out as in a small picture
CHUNK, LENS_LANES = 12, 7  # steps and lanes that are drawn in detail
NARROWEST = 1.2  # percent
FINE, FINEST = 50_000, 2  # steps up to which a mark is so many columns wide
SAMPLES = 400  # moments that are looked at for ticks

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
    column = _columns(axis, columns)
    row_of = {lane: row // per_row for lane, row in view.row_of.items()}
    worked: dict[int, Point] = {}
    for span in found:
        if span.kind in WORK:
            worked.setdefault(span.lane, span.start)
        left, right = column(span.start), column(span.end)
        if right > left:
            lists[span.kind].append((row_of[span.lane], left, right))
    wide = width_of_steps(view)
    last_column = columns - wide
    runs: dict[tuple[int, int, int], None] = {}  # Many share a place.
    for place, step in enumerate(view.steps):
        if step.lane in row_of:
            left = min(column((step.at, place)), last_column)
            left -= left % (wide // 2)
            right = left + wide
            if axis.slot:
                right = max(right, column((step.at, place + 1)))
            runs[row_of[step.lane], left, right] = None
    lists["run"] += runs
    for lane in view.rows:
        numbers, last = view.of_lane[lane], view.last_step(lane)
        if last is not None and last.end == "raises":
            right = column(view.right(numbers[-1]))
            left = column(worked.get(lane, view.left(numbers[0])))
            lists["raised"].append((row_of[lane], min(left, right - 8), right))
    return lists


def width_of_steps(view: View) -> int:
    """Columns of one step's mark: those of very many steps share theirs."""
    return FINEST * max(1, math.ceil(len(view.steps) / FINE))


def _columns(axis: Axis, columns: int) -> Callable[[Point], int]:
    """What tells the column of a moment; a long run asks for very many."""
    scale = columns / 100
    rate, start = axis.rate, axis.from_ns
    if rate is None:
        return lambda moment: int(axis.x(moment) * scale)
    each = rate * scale
    return lambda moment: max(0, min(columns, int((moment[0] - start) * each)))


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


def at_once(lists: Marks) -> tuple[list[tuple[int, int]], int]:
    """How many waits for work are under way.

    Returns:
        Columns with the number from there on, and the highest number.
    """
    changes: Counter[int] = Counter()
    for kind in WORK:
        for _, left, right in lists.get(kind, ()):
            changes[left] += 1
            changes[right] -= 1
    now, most = 0, 0
    places = []
    for column in sorted(changes):
        now += changes[column]
        most = max(most, now)
        places.append((column, now))
    return places, most


class Overview:
    """The picture of a long run, whose parts can be drawn one by one.

    The rows are drawn once; a reader who walks through the run is shown one chunk
    of steps after another, and a frame in the rows shows where that is.

    Args:
        view: The run.
        found: Its stretches.

    Attributes:
        chunks: How many there are.
        per_row: Lanes that share a row.
        lists: What the rows show.
        below: Where the chunk is drawn, in pixels.
        height: In pixels; the same for each chunk, so that nothing jumps.
    """

    def __init__(self, view: View, found: list[Span]) -> None:
        self.view, self.spans = view, found
        instants = sum(1 for _ in groupby(view.steps, key=lambda step: step.at))
        self.axis = Axis(view, ordered=instants <= FEW_INSTANTS)
        rows = len(view.rows)
        self.per_row = max(1, math.ceil(rows * ROW / HIGHEST))
        self._drawn = -(-rows // self.per_row)
        self._each = min(WIDEST_ROW, max(ROW, LOWEST / self._drawn))
        self._tall = self._drawn * self._each
        self.lists = marks(view, self.axis, found, self.per_row)
        self._at_once, self._most = at_once(self.lists)
        self._top = float(AXIS) + (AT_ONCE + 12 if self._most else 0)
        self.below = self._top + self._tall + 30
        self.chunks = -(-len(view.steps) // CHUNK)
        self._lens_height = self._highest()
        self.height = self.below + self._lens_height
        self._of_lane: dict[int, list[Span]] = defaultdict(list)
        for span in found:
            self._of_lane[span.lane].append(span)

    def _highest(self) -> int:
        """The height that the chunk with the most lanes needs, in pixels."""
        shown, lanes = self.view.row_of, self.view.lanes
        most = 0
        self._crowded = False
        for chunk in range(self.chunks):
            concerned = {
                step.lane for step in self.view.steps[slice(*self.range(chunk))]
            }
            kept = [lane for lane in concerned if lane in shown]
            self._crowded |= len(kept) > LENS_LANES
            programs = {lanes[lane].program for lane in kept}
            groups = len(programs) if len(programs) > 1 else 0
            most = max(most, LANE * min(LENS_LANES, len(kept)) + GROUP * groups)
        return AXIS + most + 2

    def range(self, chunk: int) -> tuple[int, int]:
        """The first step of a chunk, from 0, and the one after its last."""
        first = CHUNK * chunk
        return first, min(len(self.view.steps), first + CHUNK)

    def frame(self, chunk: int) -> tuple[float, float]:
        """Where the frame of a chunk begins and how wide it is, in percent."""
        first, last = self.range(chunk)
        steps = self.view.steps
        before = steps[first - 1].until if first else 0
        after = steps[last].at if last < len(steps) else self.view.total
        x1, x2 = self.axis.x((before, first)), self.axis.x((after, last))
        middle, half = (x1 + x2) / 2, max((x2 - x1) / 2, NARROWEST / 2)
        return middle - half, 2 * half

    def rows(self, chunk: int) -> str:
        """The rows with their axis, and the frame of a chunk."""
        view, axis, top = self.view, self.axis, self._top
        each, drawn = self._each, self._drawn
        parts = [_ticks(view, axis)]
        if self._most:
            parts.append(_level(self._at_once, self._most, float(AXIS)))
        parts.append(
            f'<svg class="tl-all" y="{number(top)}" width="100%" '
            f'height="{number(self._tall)}" viewBox="0 0 {COLUMNS} {drawn}" '
            f'preserveAspectRatio="none">{paths(self.lists)}</svg>'
        )
        x, width = self.frame(chunk)
        parts.append(labels.row_names(view, top, each, self.per_row))
        beside = x, x + width
        parts.append(labels.areas(view, self.lists, drawn, top, each, beside))
        parts.append(labels.raised(view, axis, top, each, self.per_row))
        parts.append(
            f'<rect class="tl-frame" x="{percent(x)}" y="{number(top - 4)}" '
            f'width="{percent(width)}" height="{number(self._tall + 8)}" rx="2"/>'
        )
        return "".join(parts)

    def lens(self, chunk: int) -> Drawing:
        """Draw the steps of a chunk as a small picture is drawn."""
        view = self.view
        first, last = self.range(chunk)
        middle = (first + last) / 2
        steps = sorted(range(first, last), key=lambda place: abs(place - middle))
        chosen: dict[int, None] = {}
        for place in steps:
            lane = view.steps[place].lane
            if lane in view.row_of and len(chosen) < LENS_LANES:
                chosen[lane] = None
        rows = sorted(chosen, key=view.row_of.__getitem__)
        axis = Axis(view, first, last)
        began: Point = axis.from_ns, first
        ended: Point = axis.to_ns, last
        own: list[Span] = []
        for lane in rows:
            spans = self._of_lane[lane]
            # Those of a lane follow one another; bars may lie before them.
            start = bisect_left(spans, began, key=_end)
            for span in spans[start:] if not view.bars[lane] else spans:
                if span.start >= ended:
                    break
                own.append(span)
        return Drawing(view, axis, own, rows)

    def detail(self, chunk: int) -> str:
        """The element with a chunk's steps."""
        return (
            f'<svg class="tl-lens" y="{number(self.below)}" width="100%" '
            f'height="{self._lens_height}">{self.lens(chunk).body()}</svg>'
        )

    def telling(self) -> int:
        """The chunk to show first: an error tells most."""
        steps = self.view.steps
        telling = (
            place
            for place, one in enumerate(steps)
            if one.end == "raises" or one.blocks or one.cancels
        )
        return next(telling, len(steps) // 2) // CHUNK

    def notes(self) -> list[str]:
        """Sentences that say what is left out, whichever chunk is drawn."""
        view = self.view
        row = "Each lane is one row"
        if self.per_row > 1:
            row = f"{self.per_row} lanes are one row"
        said = f"{count(len(view.steps), 'step')}. {row}; "
        notes = [f"{said}only the steps in the frame are drawn in detail."]
        wide = width_of_steps(view)
        if wide > FINEST:
            notes.append(f"In the rows, steps within {wide / 10:g} % are one mark.")
        if self._crowded:
            notes.append(f"In detail, at most {LENS_LANES} lanes are shown.")
        return notes


def _end(span: Span) -> Point:
    return span.end


def _ticks(view: View, axis: Axis) -> str:
    """Times at even distances, as there are too many instants to name."""
    times = view.times
    step = max(1, len(times) // SAMPLES)
    places = [*range(0, len(times), step), len(times) - 1]
    shown = [(axis.x((times[place], place)), times[place]) for place in places]
    ticks = []
    for wanted in range(0, 101, 20):
        x, at = min(shown, key=lambda one: abs(one[0] - wanted))
        if abs(x - wanted) < 8:
            ticks.append(Tick(x, seconds(at)))
    if ticks and len(ticks) > 1 and ticks[-1].x > 93:
        ticks[-1] = Tick(100, seconds(times[-1]), "end")
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


def _level(places: list[tuple[int, int]], most: int, top: float) -> str:
    line, last = [f"M0 {most}"], -1
    for column, level in places:
        if level != last:
            line.append(f"H{column}V{most - level}")
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
