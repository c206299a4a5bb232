"""Texts in and beside the overview of a long run."""

from collections import Counter
from itertools import groupby

from looptape.text.labels import object_of
from looptape.text.words import cut, cut_middle
from looptape.timeline.geometry import GUTTER
from looptape.timeline.model.view import View
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.grid import Lines
from looptape.timeline.svg.markup import escape, number, percent

NAMED = 8  # rows that raised and are named


def row_names(view: View, top: float, each: float, per_row: int) -> str:
    """Name each group of rows that has room for it, and number some rows."""
    texts = []
    free = top
    row = 0

    def family(lane: int) -> tuple[int, str]:
        name = view.lanes[lane].name
        if view.lanes[lane].role == "request":
            name = name.partition(" ")[0]  # The method of a request.
        return view.lanes[lane].program, name.rstrip("0123456789 ") or name

    for (_, name), group in groupby(view.rows, key=family):
        size = len(list(group))
        y = max(free, top + row // per_row * each)
        if y - (top + row // per_row * each) < 20:
            shown = escape(cut_middle(name, 11))
            texts.append(f'<text x="-{GUTTER}" y="{number(y + 9)}">{shown}</text>')
            if size > 1:
                text = f"{size:,} tasks"
                texts.append(
                    f'<text class="tl-call" x="-{GUTTER}" y="{number(y + 21)}">'
                    f"{text}</text>"
                )
            free = y + (28 if size > 1 else 14)
        row += size
    step = next(
        n
        for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9)
        if n / per_row * each >= 30
    )
    for row in [0, *range(step - 1, len(view.rows), step)]:
        if 0 < row * each / per_row < 14:
            continue
        y = top + (row // per_row + 0.5) * each + 4
        texts.append(
            f'<text class="tl-count" x="-6" y="{number(y)}" text-anchor="end">'
            f"{row + 1:,}</text>"
        )
    return f'<g class="tl-name">{"".join(texts)}</g>'


def areas(
    view: View,
    lines: Lines,
    drawn: int,
    top: float,
    each: float,
    frame: tuple[float, float],
) -> str:
    """Label the largest area of a state where it is, beside the frame."""
    across, down = 50, min(drawn, 24)
    grid: list[list[str]] = [[""] * across for _ in range(down)]
    for state in ("for", "net", "sleep", "run", "block", "raised"):
        for row, left, right in lines.get(state, ()):
            line = grid[min(down - 1, row * down // drawn)]
            for column in range(left // 20, min(across, -(-right // 20))):
                line[column] = state
    for line in grid:
        for column, state in enumerate(line):
            if state:
                break
            line[column] = "not created yet"
        for column in range(int(frame[0] / 2), min(across, int(frame[1] / 2) + 1)):
            line[column] = "frame"
    waits = Counter(
        object_of(step.wait)
        for step in view.steps
        if step.wait is not None and step.wait.kind in {"lock", "queue", "event"}
    )
    labels = {"": "done"}
    if len(waits) == 1:
        labels["for"] = f"wait for {next(iter(waits))}"
    texts = []
    for state, label in labels.items():
        area = _largest(grid, state, (len(label) * 6.4 + 12) / 9.2)
        if area is None:
            continue
        left, right, upper, lower = area
        y = top + (upper + lower) / 2 / down * drawn * each + 4
        if (lower - upper) / down * drawn * each < 18:
            continue
        texts.append(
            f'<text class="tl-w" x="{percent(left + right)}" y="{number(y)}">'
            f"{escape(cut(label, 32))}</text>"
        )
    return f'<g class="tl-area">{"".join(texts)}</g>' if texts else ""


def _largest(
    grid: list[list[str]], state: str, narrowest: float
) -> tuple[int, int, int, int] | None:
    """The largest rectangle of one state that is wide enough, if there is one."""
    best, area = 0, None
    across = len(grid[0])
    high = [0] * across
    for lower, line in enumerate(grid, start=1):
        high = [h + 1 if line[i] == state else 0 for i, h in enumerate(high)]
        for left in range(across):
            low = len(grid)
            for right in range(left, across):
                low = min(low, high[right])
                if not low:
                    break
                wide = right + 1 - left
                if wide >= narrowest and wide * low > best:
                    best = wide * low
                    area = left, right + 1, lower - low, lower
    return area


def raised(view: View, axis: Axis, top: float, each: float, per_row: int) -> str:
    """Name the lanes that raised, as far as there is room."""
    texts: list[str] = []
    free = 0.0
    for row, lane in enumerate(view.rows):
        numbers, step = view.of_lane[lane], view.last_step(lane)
        if step is None or step.end != "raises" or len(texts) == NAMED:
            continue
        y = top + (row // per_row + 0.5) * each + 4
        x = axis.x(view.right(numbers[-1]))
        if y < free:
            continue
        free = y + 13
        kind = (step.value or "").partition("(")[0]
        end = x > 60
        texts.append(
            f'<text x="{percent(x)}" dx="{-6 if end else 6}" y="{number(y)}"'
            + (' text-anchor="end"' if end else "")
            + f">{escape(cut(f'{view.lanes[lane].name}: {kind}', 32))}</text>"
        )
    return f'<g class="tl-named">{"".join(texts)}</g>' if texts else ""
