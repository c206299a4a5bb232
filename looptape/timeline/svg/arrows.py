"""Vertical links: who made, who cancels and who waits for whom for ever.

All are vertical, because both ends share the instant.
"""

from collections import defaultdict

from looptape.timeline.geometry import AXIS, BAR
from looptape.timeline.model.view import is_timeout
from looptape.timeline.svg.canvas import Canvas
from looptape.timeline.svg.layout import Layout
from looptape.timeline.svg.markup import percent


def draw_made(canvas: Canvas, layout: Layout) -> None:
    """Join each lane to the step that made it."""
    view, x_of = layout.view, layout.x
    last: dict[float, tuple[int, int]] = {}
    circles = []
    for lane in layout.rows:
        made = view.made(lane)
        x = None if made is None else x_of(made)
        if x is None or not 0 < x < 100:
            continue
        y = layout.middle(lane)
        outside = view.lanes[lane].kind in {"thread", "process"}
        maker = view.maker[lane]
        index = view.number(view.lanes[lane].made_in)
        joined = (
            maker in layout.top
            and index is not None
            and view.steps[index].lane == maker
        )
        if joined and maker is not None and index is not None:
            top = layout.middle(maker) + BAR // 2
            if outside:
                x = x_of(view.right(index))
            last[x] = (min(top, last.get(x, (top, 0))[0]), y)
        numbers = view.of_lane[lane]
        first = x_of(view.left(numbers[0])) if numbers else 100.0
        if not outside and (joined or first - x > 1):
            circles.append((x, y))
    for x, (top, bottom) in last.items():
        canvas.vertical("tl-made", x, top, bottom)
    for x, y in circles:
        canvas.add("tl-made", f'<circle cx="{percent(x)}" cy="{y}" r="3"/>')


def draw_cancels(canvas: Canvas, layout: Layout) -> None:
    """An arrow from each step that cancels to those that it cancels."""
    view, axis = layout.view, layout.axis
    targets: dict[int, list[int]] = defaultdict(list)
    for place, lane in view.cancellations:
        if axis.first <= place < axis.last and lane in layout.top:
            targets[place].append(lane)
    for place, lanes in targets.items():
        step = view.steps[place]
        x = layout.x(view.middle(place))
        source = layout.middle(step.lane) if step.lane in layout.top else None
        if is_timeout(step):
            source = AXIS
        ends = [layout.middle(lane) for lane in lanes if lane != step.lane]
        if source is None or not ends:
            continue
        tips = [y - 8 if y > source else y + 8 for y in ends]
        low, high = min([source, *tips]), max([source, *tips])
        canvas.vertical("tl-halo", x, low, high)
        canvas.vertical("tl-cancel", x, low, high)
        for y, tip in zip(ends, tips, strict=True):
            head = "M-4-6h8L0 0z" if y > source else "M-4 6h8L0 0z"
            canvas.add(
                "tl-cancel",
                f'<svg x="{percent(x)}" y="{tip}"><path d="{head}"/></svg>',
            )


def draw_cycle(canvas: Canvas, layout: Layout) -> None:
    """Elbows from each task of a deadlock to the tasks that it waits for."""
    waits: dict[int, list[int]] = {}
    for lane in layout.rows:
        step = layout.view.last_step(lane)
        if step is not None and step.end == "waits" and step.wait is not None:
            waits[lane] = [other for other in step.wait.lanes if other in layout.top]
    offset = 0
    for lane in layout.rows:
        for other in waits.get(lane, ()):
            if lane not in _reachable(waits, other):
                continue
            y1, y2 = layout.middle(lane) - 3, layout.middle(other) + 3
            away = 8 + 8 * (offset % 2)
            offset += 1
            canvas.add(
                "tl-cycle",
                f'<svg x="100%" y="0"><path d="M0 {y1}h{away}V{y2}H2"/>'
                f'<path class="tl-head" d="M1 {y2}l6-4v8z"/></svg>',
            )


def _reachable(waits: dict[int, list[int]], start: int) -> set[int]:
    reached: set[int] = set()
    todo = [start]
    while todo:
        lane = todo.pop()
        if lane not in reached:
            reached.add(lane)
            todo += waits.get(lane, ())
    return reached
