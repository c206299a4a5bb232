"""What marks are drawn on: layers of SVG elements, from back to front."""

from collections import defaultdict
from itertools import pairwise

from looptape.timeline.svg.markup import attribute, escape, number, percent

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
    """The marks of a picture in the making.

    Attributes:
        used: The classes of the marks that occur.
        verticals: Of each vertical line its place in percent, and its upper and its
            lower end in pixels.
    """

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.verticals: list[tuple[float, float, float]] = []
        self._layers: dict[str, list[str]] = defaultdict(list)

    def add(self, layer: str, text: str) -> None:
        """Add a mark to a layer."""
        self._layers[layer].append(text)
        self.used.update(layer.split())

    def body(self) -> str:
        """All marks, from back to front."""
        return "".join(
            f'<g class="{layer}">{"".join(self._layers[layer])}</g>'
            for layer in LAYERS
            if layer in self._layers
        )

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
        self.verticals.append((x, y1, y2))
        self.add(
            layer,
            f'<line x1="{percent(x)}" x2="{percent(x)}" y1="{number(y1)}" '
            f'y2="{number(y2)}"/>',
        )

    def crossing(self, upper: float, lower: float) -> list[float]:
        """Where vertical lines cross what is between two heights, in percent."""
        return [x for x, y1, y2 in self.verticals if y1 < lower and upper < y2]

    def widest_part(self, x1: float, x2: float, y: int) -> tuple[float, float]:
        """The widest part of a bar or line that no vertical line crosses."""
        inside = {x for x in self.crossing(y - 1, y + 1) if x1 < x < x2}
        parts = pairwise(sorted({x1, x2} | inside))
        return max(parts, key=lambda part: part[1] - part[0], default=(x1, x2))


def rect(
    x1: float, x2: float, y: int, height: int, radius: int = 0, data: str = ""
) -> str:
    """A bar from one place to another, both in percent."""
    rx = f' rx="{radius}"' if radius else ""
    return (
        f'<rect x="{percent(x1)}" y="{y}" width="{percent(x2 - x1)}" '
        f'height="{height}"{rx}{data}/>'
    )
