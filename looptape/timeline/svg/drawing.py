"""The picture of a run: a lane per task, from left to right.

The text of the SVG serves page and browser alike. It has no ids, no definitions
and no style attributes; places are in percent across and in pixels down, so that
it is fluid while its texts keep their size. Colours are those of
`timeline.css`.
"""

from dataclasses import dataclass

from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import View
from looptape.timeline.svg.arrows import draw_cancels, draw_cycle, draw_made
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.canvas import Canvas
from looptape.timeline.svg.layout import Layout
from looptape.timeline.svg.notes import Captions
from looptape.timeline.svg.steps import draw_step
from looptape.timeline.svg.stretches import draw_holds, draw_span
from looptape.timeline.svg.texts import (
    draw_axis,
    draw_names,
    draw_prints,
    draw_stops,
)

# More lanes or steps than these are drawn as an overview: a slot would be under
# two pixels.
MOST_LANES, MOST_STEPS = 24, 110


@dataclass(frozen=True)
class Drawing:
    """The marks of a picture, for an element around them.

    Attributes:
        body: The marks.
        height: In pixels.
        margin: Class for the room right of the plot that the last marks need.
        used: The classes of the marks that occur.
    """

    body: str
    height: int
    margin: str
    used: frozenset[str]


def draw(
    view: View, axis: Axis, spans: list[Span], rows: list[int] | None = None
) -> Drawing:
    """Draw a run, or a part of one.

    Args:
        view: The run.
        axis: Places its moments.
        spans: Its stretches.
        rows: The lanes to draw, from top to bottom; all by default.
    """
    canvas, captions = Canvas(), Captions()
    layout = Layout(view, axis, view.rows if rows is None else rows)
    blocks = [span for span in spans if span.kind == "block"]
    draw_stops(canvas, layout)
    draw_made(canvas, layout)
    draw_cancels(canvas, layout)
    for span in spans:
        at_once = span.end == span.start and axis.first <= span.start[1] <= axis.last
        lasts = layout.x(span.end) > layout.x(span.start)
        if span.lane in layout.top and (lasts or at_once):
            draw_span(canvas, layout, captions, blocks, span)
    draw_holds(canvas, layout)
    for place in range(axis.first, axis.last):
        draw_step(canvas, layout, captions, blocks, place)
    draw_prints(canvas, layout, captions, spans)
    draw_axis(canvas, layout, captions)
    draw_names(canvas, layout)
    if view.recording.ended == "deadlock":
        draw_cycle(canvas, layout)
    return Drawing(canvas.body(), layout.height, layout.margin, frozenset(canvas.used))


def is_long(view: View) -> bool:
    """Whether a run has too many lanes or steps to draw each."""
    return len(view.rows) > MOST_LANES or len(view.steps) > MOST_STEPS
