"""What the rows of a long run show, as lines on a grid.

All rows of one state are a single path on a grid of 1,000 columns, so that the
picture stays small however many steps there are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable

from looptape.timeline.model.spans import WORK, Span
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg.axis import Axis

COLUMNS = 1000
FINE, FINEST = 50_000, 2  # steps up to which a mark is so many columns wide
LEAST_RAISED = 8  # columns

# From back to front.
STATES = ("for", "ready", "net", "sleep", "bar", "late", "run", "block", "raised")

# For each state, row, first and last column of each of its lines.
Lines = dict[str, list[tuple[int, int, int]]]


def lines_of(
    view: View, axis: Axis, spans: list[Span], per_row: int, columns: int = COLUMNS
) -> Lines:
    """What the rows show.

    Args:
        view: The run.
        axis: Places its moments.
        spans: Its stretches.
        per_row: Lanes that share a row.
        columns: Width of the grid.

    Returns:
        For each state, row, first and last column of each line.
    """
    lines: Lines = defaultdict(list)
    column = _columns(axis, columns)
    row_of = {lane: row // per_row for lane, row in view.row_of.items()}
    worked: dict[int, Point] = {}
    for span in spans:
        if span.kind in WORK:
            worked.setdefault(span.lane, span.start)
        left, right = column(span.start), column(span.end)
        if right > left:
            lines[span.kind].append((row_of[span.lane], left, right))
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
    lines["run"] += runs
    for lane in view.rows:
        numbers, last = view.of_lane[lane], view.last_step(lane)
        if last is not None and last.end == "raises":
            right = max(LEAST_RAISED, column(view.right(numbers[-1])))
            left = column(worked.get(lane, view.left(numbers[0])))
            lines["raised"].append(
                (row_of[lane], min(left, right - LEAST_RAISED), right)
            )
    return lines


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
    """One path of one or more horizontal lines; those that touch become one."""
    strokes = []
    x = y = 0.0
    merged: list[tuple[int, int, int]] = []
    for row, left, right in sorted(rows):
        if merged and merged[-1][0] == row and left <= merged[-1][2]:
            _, before, until = merged[-1]
            merged[-1] = row, before, max(until, right)
        else:
            merged.append((row, left, right))
    for row, left, right in merged:
        strokes.append(f"m{left - x:g} {row + 0.5 - y:g}h{right - left}")
        x, y = right, row + 0.5
    return f"M{''.join(strokes)[1:]}"


def paths(lines: Lines) -> str:
    """All states of all rows."""
    return "".join(
        f'<path class="tl-is-{state}" d="{path(lines[state])}"/>'
        for state in STATES
        if lines.get(state)
    )


def at_once(lines: Lines) -> tuple[list[tuple[int, int]], int]:
    """How many waits for work are under way.

    Returns:
        Columns with the number from there on, and the highest number.
    """
    changes: Counter[int] = Counter()
    for kind in WORK:
        for _, left, right in lines.get(kind, ()):
            changes[left] += 1
            changes[right] -= 1
    now, most = 0, 0
    places = []
    for column in sorted(changes):
        now += changes[column]
        most = max(most, now)
        places.append((column, now))
    return places, most
