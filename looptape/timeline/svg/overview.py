"""The picture of a long run: a thin row per task, and a chunk of it in detail."""

import math
from bisect import bisect_left
from collections import defaultdict
from itertools import groupby

from looptape.text.words import count, seconds
from looptape.timeline.geometry import AXIS, CHUNK, GROUP, GUTTER, LANE, TOP
from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg import labels
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.drawing import Drawing, draw
from looptape.timeline.svg.grid import (
    COLUMNS,
    FINEST,
    at_once,
    lines_of,
    paths,
    width_of_steps,
)
from looptape.timeline.svg.markup import number, percent
from looptape.timeline.svg.notes import Tick, place_ticks

HIGHEST, LOWEST = 480, 160  # pixels for all rows
ROW, WIDEST_ROW = 1.6, 8  # pixels
AT_ONCE = 26  # pixels
FEW_INSTANTS = 20  # up to so many, order is spread out as in a small picture
LANES = 7  # that a chunk is drawn with at most
NARROWEST = 1.2  # percent
SAMPLES = 400  # moments that are looked at for ticks


class Overview:
    """The picture of a long run, whose chunks can be drawn one by one.

    The rows are drawn once; a reader who walks through the run is shown one chunk
    of steps after another, and a frame in the rows shows where that is.

    Args:
        view: The run.
        spans: Its stretches.

    Attributes:
        chunks: How many there are.
        per_row: Lanes that share a row.
        lines: What the rows show.
        below: Where the chunk is drawn, in pixels.
        height: In pixels; the same for each chunk, so that nothing jumps.
    """

    def __init__(self, view: View, spans: list[Span]) -> None:
        self.view = view
        instants = sum(1 for _ in groupby(view.steps, key=lambda step: step.at))
        self.axis = Axis(view, ordered=instants <= FEW_INSTANTS)
        rows = len(view.rows)
        self.per_row = max(1, math.ceil(rows * ROW / HIGHEST))
        self._drawn = -(-rows // self.per_row)
        self._each = min(WIDEST_ROW, max(ROW, LOWEST / self._drawn))
        self._tall = self._drawn * self._each
        self.lines = lines_of(view, self.axis, spans, self.per_row)
        self._at_once, self._most = at_once(self.lines)
        self._top = float(TOP) + (AT_ONCE + 12 if self._most else 0)
        self.below = self._top + self._tall + 30
        self.chunks = -(-len(view.steps) // CHUNK)
        self._chunk_height = self._highest()
        self.height = self.below + self._chunk_height
        self._of_lane: dict[int, list[Span]] = defaultdict(list)
        for span in spans:
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
            self._crowded |= len(kept) > LANES
            programs = {lanes[lane].program for lane in kept}
            groups = len(programs) if len(programs) > 1 else 0
            most = max(most, LANE * min(LANES, len(kept)) + GROUP * groups)
        return TOP + most + 2

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
        marks = [_ticks(view, axis)]
        if self._most:
            marks.append(_level(self._at_once, self._most, float(TOP)))
        marks.append(
            f'<svg class="tl-all" y="{number(top)}" width="100%" '
            f'height="{number(self._tall)}" viewBox="0 0 {COLUMNS} {drawn}" '
            f'preserveAspectRatio="none">{paths(self.lines)}</svg>'
        )
        x, width = self.frame(chunk)
        marks.append(labels.row_names(view, top, each, self.per_row))
        beside = x, x + width
        marks.append(labels.areas(view, self.lines, drawn, top, each, beside))
        marks.append(labels.raised(view, axis, top, each, self.per_row))
        marks.append(
            f'<rect class="tl-frame" x="{percent(x)}" y="{number(top - 4)}" '
            f'width="{percent(width)}" height="{number(self._tall + 8)}" rx="2"/>'
        )
        return "".join(marks)

    def drawing(self, chunk: int) -> Drawing:
        """Draw the steps of a chunk as a small picture is drawn."""
        view = self.view
        first, last = self.range(chunk)
        middle = (first + last) / 2
        steps = sorted(range(first, last), key=lambda place: abs(place - middle))
        chosen: dict[int, None] = {}
        for place in steps:
            lane = view.steps[place].lane
            if lane in view.row_of and len(chosen) < LANES:
                chosen[lane] = None
        rows = sorted(chosen, key=view.row_of.__getitem__)
        axis = Axis(view, first, last)
        began: Point = axis.from_ns, first
        ended: Point = axis.to_ns, last
        if last == len(view.steps):
            ended = view.end  # A wait at a deadlock begins here and has no end.
        own: list[Span] = []
        for lane in rows:
            spans = self._of_lane[lane]
            # Those of a lane follow one another; bars may lie before them.
            start = bisect_left(spans, began, key=_end)
            for span in spans[start:] if not view.bars[lane] else spans:
                if span.start >= ended:
                    break
                own.append(span)
        return draw(view, axis, own, rows)

    def detail(self, chunk: int) -> str:
        """The element with a chunk's steps."""
        return (
            f'<svg class="tl-lens" y="{number(self.below)}" width="100%" '
            f'height="{self._chunk_height}">{self.drawing(chunk).body}</svg>'
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
        row = "Each task or thread has one row"
        if self.per_row > 1:
            row = f"{self.per_row} tasks or threads share a row"
        said = f"{count(len(view.steps), 'step')}. {row}; "
        notes = [f"{said}only the steps in the frame are drawn in detail."]
        wide = width_of_steps(view)
        if wide > FINEST:
            notes.append(f"In the rows, steps within {wide / 10:g} % are one mark.")
        if self._crowded:
            notes.append(f"The detailed part shows at most {LANES} tasks or threads.")
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
        + f'</g><g class="tl-axis"><line x1="0" x2="100%" y1="{AXIS}" y2="{AXIS}"/></g>'
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
