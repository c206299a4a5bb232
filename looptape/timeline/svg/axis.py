"""The horizontal axis: from moments to percent of the plot's width.

Between instants it is linear in time. At an instant time stands still, and the
axis grows by one slot for each step; so order is spread out and time is not.
"""

from bisect import bisect_right
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median_low
from typing import NamedTuple

from looptape.timeline.model.view import Point, View

# Percent of the plot.
SLOT = 2.6  # 13 pixels: enough to see and to hit
SLOT_WITHOUT_TIME = 9.0
FOR_ORDER = 45.0  # at most so much for order, so that lengths still compare
CUT = 25.0  # what a gap that is cut is left with
BEFORE_FOREVER = 62.0  # where the rest of a deadlock, which has no end, begins

HUGE = 20  # times the median gap
SQUEEZED = 5.2  # percent; 24 pixels of the narrower of the two wide plots


class Stop(NamedTuple):
    """An instant at which steps run.

    Attributes:
        at: The time in ns.
        left: Where its column begins, in percent.
        right: Where it ends.
    """

    at: int
    left: float
    right: float


class Axis:
    """Places moments on the plot.

    Args:
        view: The run.
        first: Number of the first step to show.
        last: Number after the last step to show; all by default.
        ordered: Whether steps of one instant stand beside each other.

    Attributes:
        slot: Width of one step, in percent.
        cuts: The gaps that are drawn shortened, as beginning and length in ns.
        instant: Whether all happens at one instant.
    """

    def __init__(
        self,
        view: View,
        first: int = 0,
        last: int | None = None,
        ordered: bool = True,
    ) -> None:
        steps = view.steps
        last = len(steps) if last is None else last
        self.first, self.last = first, last
        self.from_ns = steps[first - 1].until if first else 0
        self.to_ns = steps[last].at if last < len(steps) else view.total
        shown = steps[first:last]
        whole = last == len(steps)
        endless = whole and view.recording.ended == "deadlock"
        width = BEFORE_FOREVER if endless else 100.0
        number = len(shown) if ordered else 0
        self.instant = self.to_ns == self.from_ns
        if self.instant:
            self.slot = min(SLOT_WITHOUT_TIME, width / max(1, len(shown)))
        else:
            self.slot = min(SLOT, FOR_ORDER / max(1, number)) if ordered else 0.0
            if endless:
                self.slot = min(self.slot, FOR_ORDER / 100 * width / max(1, number))
        times = {self.from_ns, self.to_ns}
        times.update([step.at for step in shown])
        times.update([step.until for step in shown])
        blocks = [block for step in shown for block in step.blocks]
        times.update(block.until for block in blocks if block.until is not None)
        times.update(bar.until for bar in view.recording.bars)
        self._scale(
            sorted(at for at in times if self.from_ns <= at <= self.to_ns),
            0.0 if self.instant else width - self.slot * number,
        )
        self._shown = shown

    @cached_property
    def stops(self) -> list[Stop]:
        """The instants with steps."""
        stops = []
        place = self.first
        for at, group in groupby(self._shown, key=lambda step: step.at):
            size = len(list(group))
            left, right = self.x((at, place)), self.x((at, place + size))
            stops.append(Stop(at, left, right))
            place += size
        return stops

    @property
    def rate(self) -> float | None:
        """Percent for each ns, where that is all there is to it; else None."""
        return None if self.cuts or self.slot else self._per_ns

    def _scale(self, times: list[int], room: float) -> None:
        """Share the room for time out among the gaps between times."""
        gaps = [b - a for a, b in pairwise(times)]
        self.cuts: list[tuple[int, int]] = []
        span = self.to_ns - self.from_ns
        huge: set[int] = set()
        if gaps:
            usual = median_low(gaps)
            huge = {i for i, gap in enumerate(gaps) if gap > HUGE * usual}
            rest = span - sum(gaps[i] for i in huge)
            if room * rest > SQUEEZED * span:
                huge = set()
        share = min(CUT, room / 2 / len(huge)) if huge else 0.0
        rest = span - sum(gaps[i] for i in huge)
        per_ns = (room - share * len(huge)) / rest if rest else 0.0
        self._per_ns = per_ns
        self._times, self._places = [self.from_ns], [0.0]
        if not huge:
            return
        for index, gap in enumerate(gaps):
            place = self._places[-1] + (share if index in huge else gap * per_ns)
            self._times.append(times[index + 1])
            self._places.append(place)
            if index in huge:
                self.cuts.append((times[index], gap))

    def x(self, moment: Point) -> float:
        """The place of a moment, in percent, held within the plot."""
        at, slots = moment
        if at > self.to_ns:
            return 100.0
        if at <= self.from_ns and (at < self.from_ns or slots <= self.first):
            return 0.0
        if self.cuts:
            index = bisect_right(self._times, at) - 1
            place = self._places[index]
            if at > self._times[index]:
                share = (at - self._times[index]) / (
                    self._times[index + 1] - self._times[index]
                )
                place += share * (self._places[index + 1] - place)
        else:
            place = (at - self.from_ns) * self._per_ns
        if slots > self.first:
            place += self.slot * (min(slots, self.last) - self.first)
        return place if place < 100 else 100.0

    def strokes(self, cut: tuple[int, int], view: View) -> float:
        """Where the strokes of a shortened gap stand, in percent.

        Near its beginning, as labels stand in the middle.
        """
        at, length = cut
        slots = sum(step.at <= at for step in view.steps[self.first : self.last])
        return self.x((at + length // 6, self.first + slots))
