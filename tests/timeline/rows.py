"""Reads the rows of a long run's picture, and says what they have to show.

What is expected comes from the recording's steps and stretches and from a scale of its
own, not from what draws.
"""

import math
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from looptape.timeline import Figure
from looptape.timeline.model.spans import Span, spans
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg.axis import Axis
from tests.timeline.runs import LONG, long_of, recording_of

STROKES = re.compile(r"M(\d+) (\d+\.5)h(\d+)((?:m-?\d+ \d+h\d+)*)")

# The columns of each row that have a state, as the bits of a number.
Cells = dict[int, int]

AREA = {"for", "ready", "net", "sleep", "bar", "late"}  # behind all else
STATES = AREA | {"run", "block", "raised"}


def bits(left: int, right: int) -> int:
    """The columns from one to another."""
    left = max(0, left)
    return ((1 << (right - left)) - 1) << left if right > left else 0


def strokes(path: str) -> list[tuple[int, int, int]]:
    """Row, first and last column of each line of a path."""
    whole = STROKES.fullmatch(path)
    assert whole, path[:80]
    x, y, length = float(whole[1]), float(whole[2]), int(whole[3])
    lines = [(y, x, x + length)]
    for dx, dy, more in re.findall(r"m(-?\d+) (\d+)h(\d+)", whole[4]):
        x, y = lines[-1][2] + int(dx), y + int(dy)
        lines.append((y, x, x + int(more)))
    assert all(y % 1 == 0.5 for y, *_ in lines)
    return [(int(y), int(left), int(right)) for y, left, right in lines]


@dataclass
class Shown:
    """What rows show.

    Attributes:
        columns: Width of the grid.
        rows: How many there are.
        lines: For each state, in the order of drawing, its lines.
    """

    columns: int
    rows: int
    lines: dict[str, list[tuple[int, int, int]]]

    def cells(self, state: str) -> Cells:
        cells: Cells = defaultdict(int)
        for row, left, right in self.lines.get(state, ()):
            cells[row] |= bits(left, right)
        return cells


def read(element: ET.Element) -> Shown:
    """The rows of an `<svg>`."""
    _, _, columns, rows = map(int, element.get("viewBox", "").split())
    lines = {}
    for path in element:
        state = path.get("class", "").removeprefix("tl-is-")
        assert state not in lines
        lines[state] = strokes(path.get("d", ""))
    return Shown(columns, rows, lines)


class Expected:
    """What the rows of a run have to show.

    Args:
        view: The run.
        columns: Width of the grid.
        per_row: Lanes that share a row.
        ordered: Whether steps of one instant are beside each other.
    """

    def __init__(self, view: View, columns: int, per_row: int, ordered: bool) -> None:
        self.view, self.columns, self.per_row = view, columns, per_row
        self.ordered = ordered
        self.spans = spans(view)
        self.wide = 2 * math.ceil(len(view.steps) / 50_000)
        steps = len(view.steps)
        self._plot = 62.0 if view.recording.ended == "deadlock" else 100.0
        self._slot = min(2.6, 0.45 * self._plot / steps) if ordered else 0.0
        # A gap that is cut bends the scale, which has tests of its own.
        axis = Axis(view, ordered=ordered)
        self._bent = axis if axis.cuts or axis.instant else None

    def x(self, moment: Point) -> float:
        """The place of a moment in percent: linear in time, and a slot a step."""
        if self._bent:
            return self._bent.x(moment)
        at, number = moment
        if at > self.view.total:
            return 100.0
        room = self._plot - self._slot * len(self.view.steps)
        return room * at / self.view.total + self._slot * number

    def column(self, moment: Point) -> int:
        # A moment at the edge of a column: the drawing adds floats in another order.
        return int(self.x(moment) * self.columns / 100 + 1e-6)

    def row(self, lane: int) -> int:
        return self.view.rows.index(lane) // self.per_row

    def ends(self, span: Span) -> tuple[int, int]:
        return self.column(span.start), self.column(span.end)

    def cells(self, state: str) -> tuple[Cells, Cells]:
        """The least and the most that may be shown, as a column may be rounded."""
        least: Cells = defaultdict(int)
        most: Cells = defaultdict(int)
        if state == "raised":
            ranges = self._raised()
        else:
            own = [span for span in self.spans if span.kind == state]
            ranges = [(span.lane, *self.ends(span)) for span in own]
        rows = {lane: row // self.per_row for row, lane in enumerate(self.view.rows)}
        for lane, left, right in ranges:
            least[rows[lane]] |= bits(left + 1, right - 1)
            most[rows[lane]] |= bits(left - 1, right + 1)
            if state == "raised":
                # At least eight columns, within the grid.
                end = max(8, right)
                most[rows[lane]] |= bits(end - 9, end + 1)
                least[rows[lane]] |= bits(end - 7, end - 1)
        if state == "run":
            for place, step in enumerate(self.view.steps):
                if step.lane in rows:
                    row = rows[step.lane]
                    left = self.column((step.at, place))
                    right = self.column((step.at, place + 1)) if self.ordered else left
                    here = min(left, self.columns - 1)
                    least[row] |= bits(here, here + 1) | bits(left + 1, right - 1)
                    until = max(right, left + self.wide) + 1
                    most[row] |= bits(left - self.wide, until)
        return least, most

    def _raised(self) -> list[tuple[int, int, int]]:
        """From the first work of a lane that raised to its end."""
        work = {"sleep", "net", "bar", "block"}
        ranges = []
        for lane in self.view.rows:
            numbers = self.view.of_lane[lane]
            if numbers and self.view.steps[numbers[-1]].end == "raises":
                first = next(
                    (one.start for one in self.spans
                     if one.lane == lane and one.kind in work),
                    self.view.left(numbers[0]),
                )  # fmt: skip
                end = self.column(self.view.right(numbers[-1]))
                ranges.append((lane, self.column(first), end))
        return ranges


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
    rows = math.ceil(len(expected.view.rows) / expected.per_row)
    assert shown.rows == max(1, rows)  # Only a library's tasks: it shows none.
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
