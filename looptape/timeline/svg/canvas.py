"""What the parts of a picture are drawn on: its lanes, layers and places."""

from collections import defaultdict

from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.markup import attribute, escape, number, percent
from looptape.timeline.svg.notes import Note, Tick

# Pixels. A lane is 15 for annotations, 20 for its bar and a gap.
AXIS, LANE, GROUP, GUTTER = 30, 38, 32, 118
LINE, MIDDLE, BAR = 24, 25, 20

# Groups of the picture, from back to front, each drawn as one `<g>`.
LAYERS = (
    "tl-stop",
    "tl-veil",
    "tl-axis",
    "tl-tick",
    "tl-rule",
    "tl-made",
    "tl-ready",
    "tl-for",
    "tl-net",
    "tl-late",
    "tl-sleep",
    "tl-sleep tl-cleaning",
    "tl-bar",
    "tl-hold",
    "tl-halo",
    "tl-cancel",
    "tl-run",
    "tl-block",
    "tl-stripes",
    "tl-cut",
    "tl-label",
    "tl-gap",
    "tl-gap tl-of-net",
    "tl-gap tl-of-bar",
    "tl-number",
    "tl-timeout",
    "tl-done",
    "tl-raised",
    "tl-cancelled",
    "tl-cycle",
    "tl-note",
    "tl-print",
    "tl-tree",
    "tl-name",
)


class Canvas:
    """A picture, or the part of one, in the making.

    Args:
        view: The run.
        axis: Places its moments.
        found: Its stretches.
        rows: The lanes to draw, from top to bottom; all by default.

    Attributes:
        top: Where each lane begins, in pixels.
        height: In pixels.
        margin: Class for the room right of the plot that the last marks need.
        used: The classes of the marks that occur.
        notes: For each lane, texts that are to stand above its bars.
        ticks: Texts that are to stand above the axis, the most important first.
        still: The same for blocking calls, with their widths.
    """

    def __init__(
        self,
        view: View,
        axis: Axis,
        found: list[Span],
        rows: list[int] | None = None,
    ) -> None:
        self.view, self.axis, self.spans = view, axis, found
        self.rows = view.rows if rows is None else rows
        self.layers: dict[str, list[str]] = defaultdict(list)
        self.used: set[str] = set()
        self.blocks = [span for span in found if span.kind == "block"]
        self._tops()
        self.margin = self._margin()
        self.notes: dict[int, list[Note]] = defaultdict(list)
        self.ticks: list[Tick] = []
        self.still: list[tuple[float, Tick]] = []

    def _tops(self) -> None:
        """Give each lane its place; several programs are set apart."""
        lanes = self.view.lanes
        several = len({lanes[lane].program for lane in self.rows}) > 1
        self.top: dict[int, int] = {}
        y, program = AXIS, None
        self.groups: list[tuple[int, int]] = []
        for lane in self.rows:
            if several and lanes[lane].program != program:
                program = lanes[lane].program
                self.groups.append((y, program))
                y += GROUP
            self.top[lane] = y
            y += LANE
        self.height = y + 2

    def _margin(self) -> str:
        """Class for the room right of the plot that the last marks need."""
        if self.view.recording.ended == "deadlock":
            return "tl-deadlock"
        last = self.axis.stops[-1].at if self.axis.stops else None
        for step in self.view.steps[self.axis.first : self.axis.last]:
            if step.at == last and step.end == "cancelled" and step.lane in self.top:
                return "tl-notes"
        return ""

    @property
    def right_margin(self) -> int:
        """The same room, in pixels."""
        return {"tl-deadlock": 26, "tl-notes": 100}.get(self.margin, 14)

    def add(self, layer: str, text: str) -> None:
        """Add a mark to a layer."""
        self.layers[layer].append(text)
        self.used.update(layer.split())

    def body(self) -> str:
        """All marks, from back to front."""
        return "".join(
            f'<g class="{layer}">{"".join(self.layers[layer])}</g>'
            for layer in LAYERS
            if layer in self.layers
        )

    def x(self, moment: Point) -> float:
        """The place of a moment, in percent."""
        return self.axis.x(moment)

    def middle(self, lane: int) -> int:
        """The middle of a lane's bar, in pixels."""
        return self.top[lane] + MIDDLE

    def text(
        self,
        layer: str,
        x: float,
        y: float,
        text: str,
        classes: str = "",
        anchor: str = "",
    ) -> None:
        """Add a text to a layer, at a place in percent and pixels."""
        self.add(
            layer,
            f'<text x="{percent(x)}" y="{number(y)}"{attribute("class", classes)}'
            f"{attribute('text-anchor', anchor)}>{escape(text)}</text>",
        )

    def vertical(self, layer: str, x: float, y1: float, y2: float) -> None:
        """Add a vertical line to a layer."""
        self.add(
            layer,
            f'<line x1="{percent(x)}" x2="{percent(x)}" y1="{number(y1)}" '
            f'y2="{number(y2)}"/>',
        )


def rect(
    x1: float, x2: float, y: int, height: int, radius: int = 0, data: str = ""
) -> str:
    """A bar from one place to another, both in percent."""
    rx = f' rx="{radius}"' if radius else ""
    return (
        f'<rect x="{percent(x1)}" y="{y}" width="{percent(x2 - x1)}" '
        f'height="{height}"{rx}{data}/>'
    )


def svg(body: str, height: float, classes: str, label: str) -> str:
    """The outermost element of a picture, as wide as what it stands in."""
    return (
        f'<svg class="{f"tl {classes}".strip()}" width="100%" '
        f'height="{number(height)}" role="img" aria-label="{escape(label)}">'
        f"{body}</svg>"
    )
