"""What lies between the steps of a lane: waits, work elsewhere, blocking calls."""

from collections.abc import Sequence

from looptape.text.words import seconds, series
from looptape.timeline.geometry import AXIS, BAR
from looptape.timeline.model.spans import Span
from looptape.timeline.svg.canvas import Canvas, rect
from looptape.timeline.svg.layout import Layout
from looptape.timeline.svg.markup import (
    BOLD,
    LABEL,
    NARROW,
    WIDE_ONLY,
    attribute,
    escape,
    fitting,
    number,
    percent,
    width,
)
from looptape.timeline.svg.notes import Captions, Tick

AT_ONCE = 4  # pixels, work that took no time
HELD = 11.5  # pixels from the middle of a bar to the line that holds


def draw_span(
    canvas: Canvas, layout: Layout, captions: Captions, blocks: list[Span], span: Span
) -> None:
    """Draw one stretch.

    Args:
        canvas: What is drawn on.
        layout: The places.
        captions: Gets what is to be said above the axis.
        blocks: All blocking calls of the picture, whose veils lie over the lanes.
        span: The stretch.
    """
    x1, x2 = layout.x(span.start), layout.x(span.end)
    y = layout.middle(span.lane)
    if span.kind == "sleep":
        _sleep(canvas, layout, span)
    elif span.kind == "bar":
        if span.end == span.start:
            canvas.add(
                "tl-bar",
                f'<rect x="{percent(x1)}" y="{y - 9}" width="{AT_ONCE}" height="18"/>',
            )
            return
        canvas.add("tl-bar", rect(x1, x2, y - 9, 18, 2))
        _label(canvas, "tl-gap tl-of-bar", x1, x2, y, [span.text, *span.shorter])
    elif span.kind == "block":
        _blocking(canvas, layout, captions, span)
    elif span.kind == "run":
        canvas.add("tl-run", rect(x1, x2, y - BAR // 2, BAR))
    else:
        canvas.add(
            f"tl-{span.kind}",
            f'<line x1="{percent(x1)}" x2="{percent(x2)}" y1="{y}" y2="{y}"/>',
        )
        if span.kind == "late":
            late = f"{seconds(span.end[0] - span.start[0])} late"
            middle = (x1 + x2) / 2
            start = middle * NARROW / 100 - width(late, BOLD) / 2
            named = start < layout.after_name(span.lane)
            for widths, text in fitting([late], x2 - x1):
                classes = f"tl-by {WIDE_ONLY if named else widths}".strip()
                canvas.text("tl-note", middle, y - 12, text, classes, "middle")
                captions.others[span.lane].append((middle, width(text, BOLD) / 2))
        elif span.text:
            veils = [(layout.x(one.start), layout.x(one.end)) for one in blocks]
            _gap(canvas, span, x1, x2, y, veils)


def _gap(
    canvas: Canvas,
    span: Span,
    x1: float,
    x2: float,
    y: int,
    veils: list[tuple[float, float]],
) -> None:
    """Label a line in its middle."""
    layer = "tl-gap tl-of-net" if span.kind == "net" else "tl-gap"
    middle, labels = _placed(canvas, x1, x2, y, [span.text, *span.shorter])
    veiled = any(left < middle < right for left, right in veils)
    for widths, text in labels:
        wide = round(width(text, LABEL) + 6)
        classes = f"{widths} {'tl-veiled' if veiled else ''}".strip()
        canvas.add(
            layer,
            f'<svg x="{percent(middle)}" y="{y}"'
            f'{attribute("class", classes)}><rect x="-{wide / 2:g}" y="-8" '
            f'width="{wide}" height="16"/><text y="4">{escape(text)}</text>'
            "</svg>",
        )


def _label(
    canvas: Canvas,
    layer: str,
    x1: float,
    x2: float,
    y: int,
    texts: Sequence[str],
    kind: str = "",
) -> None:
    """Label a bar in its middle."""
    middle, labels = _placed(canvas, x1, x2, y, texts)
    for widths, label in labels:
        canvas.text(layer, middle, y + 4, label, f"{kind} {widths}".strip())


def _placed(
    canvas: Canvas, x1: float, x2: float, y: int, texts: Sequence[str]
) -> tuple[float, list[tuple[str, str]]]:
    """The middle of the widest part without a line, and the labels that fit there.

    Those of the whole stretch, if that part has no room for any.
    """
    left, right = canvas.widest_part(x1, x2, y)
    labels = fitting(texts, right - left)
    if labels:
        return (left + right) / 2, labels
    return (x1 + x2) / 2, fitting(texts, x2 - x1)


def _sleep(canvas: Canvas, layout: Layout, span: Span) -> None:
    x1, x2, y = layout.x(span.start), layout.x(span.end), layout.middle(span.lane)
    cleaning = " tl-cleaning" if span.cleaning else ""
    canvas.add(f"tl-sleep{cleaning}", rect(x1, x2, y - 8, 16, 2))
    text = f"cleans up, {span.text}" if span.cleaning else span.text
    texts = [text, "cleans up" if span.cleaning else text]
    held = layout.view.held(span.lane, int(span.start[1]) - 1)
    if held:
        texts[0] += f", holds {series(held)}"
    _label(canvas, "tl-label", x1, x2, y, texts)


def _blocking(canvas: Canvas, layout: Layout, captions: Captions, span: Span) -> None:
    x1, x2, y = layout.x(span.start), layout.x(span.end), layout.middle(span.lane)
    wide = percent(x2 - x1)
    bottom = layout.height - AXIS - 2
    canvas.add(
        "tl-veil",
        f'<rect x="{percent(x1)}" y="{AXIS}" width="{wide}" height="{bottom}"/>',
    )
    canvas.add("tl-block", rect(x1, x2, y - BAR // 2, BAR))
    canvas.add(
        "tl-stripes",
        f'<line x1="{percent(x1)}" x2="{percent(x2)}" y1="{y}" y2="{y}"/>',
    )
    texts = [f"{span.text} blocks the loop", span.text, *span.shorter]
    _label(canvas, "tl-gap tl-of-bar", x1, x2, y, texts, "tl-hard")
    long = seconds(span.end[0] - span.start[0])
    short = "nothing else can run"
    # Of several blocks, which the headline adds up, one's time would mislead.
    text = f"{short} for {long}" if layout.view.blocked_once else short
    tick = Tick((x1 + x2) / 2, text, "middle", "tl-still", short)
    captions.still.append((x1 - x2, tick))


def draw_holds(canvas: Canvas, layout: Layout) -> None:
    """A line under the bars for as long as a lane holds locks."""
    view = layout.view
    for lane in layout.rows:
        y = layout.middle(lane) + HELD
        until = -1.0
        for first, last, _ in view.holds.get(lane, ()):
            # Of several at the same time one line tells.
            start = max(until, layout.x(view.middle(first)))
            end = view.middle(last) if last < len(view.steps) else view.end
            until = max(until, layout.x(end))
            if until > start:
                canvas.add(
                    "tl-hold",
                    f'<line x1="{percent(start)}" x2="{percent(until)}" '
                    f'y1="{number(y)}" y2="{number(y)}"/>',
                )
