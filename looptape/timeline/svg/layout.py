"""Where the parts of a picture are: its lanes from top to bottom, moments across."""

from looptape.text.words import cut_middle
from looptape.timeline.geometry import GROUP, GUTTER, LANE, MIDDLE, RIGHT, TOP
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.markup import NAME, width


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

    def name(self, lane: int) -> tuple[int, str]:
        """Where a lane's name begins, in pixels, and its text."""
        indent = 12 * min(self.view.depth[lane], 4)
        whole = self.view.row_names[lane]
        room = GUTTER - indent - 6
        forms = (cut_middle(whole, longest) for longest in range(len(whole), 3, -1))
        return indent, next((one for one in forms if width(one, NAME) <= room), whole)

    def after_name(self, lane: int) -> float:
        """Where there is room right of the name on a phone, where it is in the plot."""
        indent, text = self.name(lane)
        return indent + width(text, NAME) + 6

    def middle(self, lane: int) -> int:
        """The middle of a lane's bar, in pixels."""
        return self.top[lane] + MIDDLE
