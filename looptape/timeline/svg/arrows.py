"""Vertical links: who made, who cancels and who waits for whom for ever."""

from collections import defaultdict

from looptape.timeline.model.view import is_timeout
from looptape.timeline.svg.canvas import BAR, LINE, Canvas
from looptape.timeline.svg.markup import percent


class Arrows(Canvas):
    """Draws links. All are vertical, as both ends share the instant."""

    def draw_made(self) -> None:
        """Join each lane to the step that made it."""
        last: dict[float, tuple[int, int]] = {}
        circles = []
        for lane in self.rows:
            made = self.view.made(lane)
            x = None if made is None else self.x(made)
            if x is None or not 0 < x < 100:
                continue
            y = self.middle(lane)
            outside = self.view.lanes[lane].kind in {"thread", "process"}
            maker = self.view.maker[lane]
            index = self.view.number(self.view.lanes[lane].made_in)
            joined = (
                maker in self.top
                and index is not None
                and self.view.steps[index].lane == maker
            )
            if joined and maker is not None and index is not None:
                top = self.middle(maker) + BAR // 2
                if outside:
                    x = self.x(self.view.right(index))
                last[x] = (min(top, last.get(x, (top, 0))[0]), y)
            numbers = self.view.of_lane[lane]
            first = self.x(self.view.left(numbers[0])) if numbers else 100.0
            if not outside and (joined or first - x > 1):
                circles.append((x, y))
        for x, (top, bottom) in last.items():
            self.vertical("tl-made", x, top, bottom)
        for x, y in circles:
            self.add("tl-made", f'<circle cx="{percent(x)}" cy="{y}" r="3"/>')

    def draw_cancels(self) -> None:
        """An arrow from each step that cancels to those that it cancels."""
        targets: dict[int, list[int]] = defaultdict(list)
        for place, lane in self.view.cancellations:
            if self.axis.first <= place < self.axis.last and lane in self.top:
                targets[place].append(lane)
        for place, lanes in targets.items():
            step = self.view.steps[place]
            x = self.x(self.view.middle(place))
            source = LINE if is_timeout(step) else None
            if step.lane in self.top:
                source = self.middle(step.lane)
            ends = [self.middle(lane) for lane in lanes if lane != step.lane]
            if source is None or not ends:
                continue
            tips = [y - 8 if y > source else y + 8 for y in ends]
            low, high = min([source, *tips]), max([source, *tips])
            self.vertical("tl-halo", x, low, high)
            self.vertical("tl-cancel", x, low, high)
            for y, tip in zip(ends, tips, strict=True):
                head = "M-4-6h8L0 0z" if y > source else "M-4 6h8L0 0z"
                self.add(
                    "tl-cancel",
                    f'<svg x="{percent(x)}" y="{tip}"><path d="{head}"/></svg>',
                )

    def draw_cycle(self) -> None:
        """Elbows from each task of a dead-lock to whom it waits for."""
        waits: dict[int, list[int]] = {}
        for lane in self.rows:
            step = self.view.last_step(lane)
            if step is not None and step.end == "waits" and step.wait is not None:
                waits[lane] = [other for other in step.wait.lanes if other in self.top]
        offset = 0
        for lane in self.rows:
            for other in waits.get(lane, ()):
                if lane not in _reachable(waits, other):
                    continue
                y1, y2 = self.middle(lane) - 3, self.middle(other) + 3
                away = 8 + 8 * (offset % 2)
                offset += 1
                self.add(
                    "tl-cycle",
                    f'<svg x="100%" y="0"><path d="M0 {y1}h{away}V{y2}H2"/>'
                    f'<path class="tl-head" d="M1 {y2}l6-4v8z"/></svg>',
                )


def _reachable(waits: dict[int, list[int]], start: int) -> set[int]:
    found: set[int] = set()
    todo = [start]
    while todo:
        lane = todo.pop()
        if lane not in found:
            found.add(lane)
            todo += waits.get(lane, ())
    return found
