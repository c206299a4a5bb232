"""Where the parts of a picture are: its lanes from top to bottom, moments across."""

from looptape.timeline.geometry import GROUP, LANE, MIDDLE, RIGHT, TOP
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg.axis import Axis


class Layout:
    """The places of a picture, or of the part of one.

    Args:
        view: The run.
        axis: Places its moments.
        rows: The lanes to draw, from top to bottom.

    Attributes:
        top: Where each lane begins, in pixels.
        groups: Where the heading of each program is, in pixels, with its index; empty
            for a single program.
        height: In pixels.
        margin: Class for the room right of the plot that the last marks need.
        right: The same room, in pixels.
    """

    def __init__(self, view: View, axis: Axis, rows: list[int]) -> None:
        self.view, self.axis, self.rows = view, axis, rows
        several = len({view.lanes[lane].program for lane in rows}) > 1
        self.top: dict[int, int] = {}
        self.groups: list[tuple[int, int]] = []
        y, program = TOP, None
        for lane in rows:
            if several and view.lanes[lane].program != program:
                program = view.lanes[lane].program
                self.groups.append((y, program))
                y += GROUP
            self.top[lane] = y
            y += LANE
        self.height = y + 2
        self.margin = self._margin()
        self.right = RIGHT[self.margin]

    def _margin(self) -> str:
        if self.view.recording.ended == "deadlock":
            return "tl-deadlock"
        last = self.axis.stops[-1].at if self.axis.stops else None
        for step in self.view.steps[self.axis.first : self.axis.last]:
            if step.at == last and step.end == "cancelled" and step.lane in self.top:
                return "tl-notes"
        return ""

    def x(self, moment: Point) -> float:
        """The place of a moment, in percent."""
        return self.axis.x(moment)

    def middle(self, lane: int) -> int:
        """The middle of a lane's bar, in pixels."""
        return self.top[lane] + MIDDLE
