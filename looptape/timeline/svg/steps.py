"""Steps, and how lanes end."""

from bisect import bisect_left

from looptape.recording import SECOND
from looptape.text.words import seconds
from looptape.timeline.geometry import AXIS, BAR, RIGHT
from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import is_timeout
from looptape.timeline.svg.canvas import Canvas, rect
from looptape.timeline.svg.layout import Layout
from looptape.timeline.svg.markup import (
    BOLD,
    LABEL,
    NARROW,
    WIDE,
    WIDE_ONLY,
    attribute,
    escape,
    fitting,
    percent,
    width,
)
from looptape.timeline.svg.notes import WIDEST, Captions, Note, Tick

LONGEST_ERROR = 40  # characters


def draw_step(
    canvas: Canvas, layout: Layout, captions: Captions, blocks: list[Span], place: int
) -> None:
    """Draw a step, and the end of its lane if it is the last.

    Args:
        canvas: What is drawn on.
        layout: The places.
        captions: Gets what is to be said above bars and axis.
        blocks: All blocking calls of the picture; no text is set into their veils.
        place: Number of the step, from 0.
    """
    view = layout.view
    step = view.steps[place]
    x1 = layout.x(view.left(place))
    x2 = layout.x((step.at, place + 1))
    waker = view.wakers[place]
    data = f' data-k="{place + 1}"'
    if waker is not None:
        data += f' data-w="{waker + 1}"'
    if is_timeout(step):
        _timeout(canvas, layout, captions, place, data)
        return
    if step.lane not in layout.top:
        return
    y = layout.middle(step.lane)
    canvas.add("tl-run", rect(x1, x2, y - BAR // 2, BAR, data=data))
    if layout.axis.instant:
        for classes, text in _numbered(place + 1, len(view.steps), x2 - x1):
            canvas.text("tl-number", (x1 + x2) / 2, y + 4, text, classes)
    if view.lanes[step.lane].kind == "callbacks":
        _callback(canvas, layout, captions, place)
    elif step.end != "waits" and view.of_lane[step.lane][-1] == place:
        _end(canvas, layout, captions, blocks, place)


def _callback(canvas: Canvas, layout: Layout, captions: Captions, place: int) -> None:
    """Name what the loop called, beside its block."""
    view = layout.view
    step = view.steps[place]
    x, y = layout.x((step.at, place + 1)), layout.middle(step.lane)
    numbers = view.of_lane[step.lane]
    here = bisect_left(numbers, place)
    right = 100.0 - x
    if here + 1 < len(numbers):
        right = layout.x(view.left(numbers[here + 1])) - x
    side, labels = 5, fitting([step.call or ""], right)
    if not labels:
        side, x = -5, layout.x(view.left(place))
        free = layout.x(view.right(numbers[here - 1])) if here else 0.0
        free = max(free, captions.called.get(step.lane, 0.0))
        labels = fitting([step.call or ""], x - free)
    anchor = "end" if side < 0 else ""
    for classes, text in labels:
        if side > 0:
            plot = WIDE if classes == WIDE_ONLY else NARROW
            captions.called[step.lane] = x + (side + width(text, LABEL)) * 100 / plot
        canvas.add(
            "tl-note",
            f'<text x="{percent(x)}" dx="{side}" y="{y + 4}"'
            f"{attribute('class', classes)}{attribute('text-anchor', anchor)}>"
            f"{escape(text)}</text>",
        )


def _timeout(
    canvas: Canvas, layout: Layout, captions: Captions, place: int, data: str
) -> None:
    step = layout.view.steps[place]
    x = layout.x(layout.view.middle(place))
    canvas.add(
        "tl-timeout",
        f'<svg x="{percent(x)}" y="{AXIS}"{data}><path d="M0-6l6 6-6 6-6-6z"/></svg>',
    )
    anchor = "end" if x > 50 else "start"
    after = (step.timeout or 0) / SECOND
    what = "deadline" if step.deadline else f"timeout({after:g})"
    text = f"{seconds(step.at)}: {what} expires"
    tick = Tick(x, text, anchor, "tl-over", shorter=seconds(step.at))
    captions.ticks.insert(0, tick)


def _end(
    canvas: Canvas, layout: Layout, captions: Captions, blocks: list[Span], place: int
) -> None:
    view = layout.view
    step = view.steps[place]
    x, y = layout.x(view.right(place)), layout.middle(step.lane)
    if step.end == "returns":
        canvas.add(
            "tl-done",
            f'<svg x="{percent(x)}" y="{y}"><circle cx="7" r="3.5"/></svg>',
        )
        hidden = view.lanes[step.lane].role
        free = all(layout.x(span.end) <= x for span in blocks if span.lane != step.lane)
        if step.value and not hidden and free:
            _ended(canvas, layout, place, 14, f"returns {step.value}")
    elif step.end == "raises":
        canvas.add(
            "tl-raised",
            f'<svg x="{percent(x)}" y="{y}"><path d="M3-7v14l12-7z"/>'
            '<path class="tl-bang" d="M6.5-3v3.5m0 1.5v1.5"/></svg>',
        )
        text = step.value or "error"
        kind = text.partition("(")[0]
        if len(text) > LONGEST_ERROR:
            text = kind
        if not _ended(canvas, layout, place, 18, text, "tl-error"):
            left = layout.x(view.left(place))
            forms = [*dict.fromkeys([text, kind])]
            captions.notes[step.lane].append(Note(left, forms, "error", place))
    else:
        canvas.add(
            "tl-cancelled",
            f'<svg x="{percent(x)}" y="{y}"><circle cx="9" r="5.5"/>'
            '<path d="M6.5-2.5l5 5m0-5l-5 5"/></svg>',
        )
        _ended(canvas, layout, place, 18, "cancelled", "tl-end")


def _ended(
    canvas: Canvas, layout: Layout, place: int, offset: int, text: str, kind: str = ""
) -> bool:
    """Set a text right of a lane's end, if there is room and no line goes through."""
    view = layout.view
    x, y = layout.x(view.right(place)), layout.middle(view.steps[place].lane)
    end = width(text, BOLD if kind else LABEL) + offset
    away = [line - x for line in canvas.crossing(y - 6, y + 6)]
    # Those that the mark of the end does not keep from the text on the widest plot.
    lines = [line for line in away if line * WIDEST / 100 > offset - 3]

    def fits(plot: int, margin: int) -> bool:
        crossed = any(line * plot / 100 < end + 3 for line in lines)
        return end <= (100 - x) * plot / 100 + margin and not crossed

    if not fits(WIDE, layout.right):
        return False
    widths = "" if fits(NARROW, RIGHT[""]) else WIDE_ONLY
    canvas.add(
        "tl-note",
        f'<text x="{percent(x)}" dx="{offset}" y="{y + 4}"'
        f"{attribute('class', f'{kind} {widths}'.strip())}>{escape(text)}</text>",
    )
    return True


def _numbered(number: int, last: int, room: float) -> list[tuple[str, str]]:
    """A step's number, where slots are wide enough to keep each from the next one."""
    text = str(number)
    least = max(16, len(str(last)) * BOLD + 4)
    if room * NARROW / 100 >= least:
        return [("", text)]
    return [(WIDE_ONLY, text)] if room * WIDE / 100 >= least else []
