"""The picture of a run: a lane per task, from left to right.

The text of the SVG serves page and browser alike. It has no ids, no definitions
and no style attributes; places are in percent across and in pixels down, so that
it is fluid while its texts keep their size. Colours are those of
`timeline.css`.
"""

from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import View
from looptape.timeline.svg.arrows import Arrows
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.marks import Marks
from looptape.timeline.svg.texts import Texts

# What a mark is called in the key, in the order of the key.
KEY = {
    "tl-run": "runs",
    "tl-sleep": "sleeps",
    "tl-for": "waits for another task",
    "tl-net": "waits for the network",
    "tl-hold": "holds a lock",
    "tl-ready": "waits its turn",
    "tl-block": "blocks the loop",
    "tl-late": "should have woken",
    "tl-bar": "runs in a thread",
    "tl-made": "made",
    "tl-timeout": "timeout",
    "tl-cancel": "cancels",
    "tl-cleaning": "cleans up",
    "tl-raised": "raises",
    "tl-cancelled": "cancelled",
    "tl-print": "prints",
    "tl-stop": "no time passes",
}

# More lanes or steps than these are drawn as an overview: a slot would be under
# two pixels.
MOST_LANES, MOST_STEPS = 24, 110


class Drawing(Texts, Arrows, Marks):
    """A picture, or the part of one.

    Args:
        view: The run.
        axis: Places its moments.
        found: Its stretches.
        rows: The lanes to draw, from top to bottom; all by default.
    """

    def __init__(
        self,
        view: View,
        axis: Axis,
        found: list[Span],
        rows: list[int] | None = None,
    ) -> None:
        super().__init__(view, axis, found, rows)
        self.draw_stops()
        self.draw_made()
        self.draw_cancels()
        for span in found:
            if span.lane in self.top and self.x(span.end) > self.x(span.start):
                self.draw_span(span)
        self.draw_holds()
        for place in range(axis.first, axis.last):
            self.draw_step(place)
        self.draw_prints()
        self.draw_axis()
        self.draw_names()
        if view.recording.ended == "deadlock":
            self.draw_cycle()


def is_long(view: View) -> bool:
    """Whether a run has too many lanes or steps to draw each."""
    return len(view.rows) > MOST_LANES or len(view.steps) > MOST_STEPS
