"""What is around the marks: the axis, what was printed, the lanes' names."""

from collections import defaultdict

from looptape.text.words import cut, cut_call, seconds
from looptape.timeline.geometry import AXIS, GUTTER
from looptape.timeline.model.spans import Span, before
from looptape.timeline.model.view import Point, is_timeout
from looptape.timeline.svg.canvas import Canvas
from looptape.timeline.svg.layout import Layout
from looptape.timeline.svg.markup import attribute, escape, percent
from looptape.timeline.svg.notes import (
    Captions,
    Note,
    Tick,
    place_notes,
    place_ticks,
)
from looptape.timeline.terminal import visible

# Characters of what was printed, where there is much room and where there is little.
PRINTED = (40, 32, 24)


def draw_stops(canvas: Canvas, layout: Layout) -> None:
    """Shade the instants, in which no time passes."""
    axis = layout.axis
    if axis.instant and axis.first == 0:
        return
    for stop in axis.stops:
        canvas.add(
            "tl-stop",
            f'<rect x="{percent(stop.left)}" y="{AXIS}" '
            f'width="{percent(stop.right - stop.left)}" '
            f'height="{layout.height - AXIS - 2}"/>',
        )


def draw_axis(canvas: Canvas, layout: Layout, captions: Captions) -> None:
    """Draw the axis and the texts above it."""
    canvas.add("tl-axis", f'<line x1="0" x2="100%" y1="{AXIS}" y2="{AXIS}"/>')
    view, axis = layout.view, layout.axis
    ticks = [*captions.ticks]
    if view.recording.ended == "deadlock" and axis.last == len(view.steps):
        ticks.insert(0, Tick(100, "for ever", "end"))
    for gap in axis.cuts:
        x = axis.strokes(gap, view)
        for y in (AXIS, *(layout.middle(lane) for lane in layout.rows)):
            path = "M-4 7l5-14M1 7l5-14"
            canvas.add(
                "tl-cut", f'<svg x="{percent(x)}" y="{y}"><path d="{path}"/></svg>'
            )
        ticks.append(Tick(x, f"{seconds(gap[1])}, shortened", "middle", "tl-tick"))
    if axis.instant and axis.first == 0 and axis.last == len(view.steps):
        text = f"{seconds(axis.from_ns)}: no time passes"
        if axis.last > 1:
            text += f", {axis.last} steps in this order"
        ticks.append(Tick(0, text))
    else:
        times = _times(layout)
        still = [tick for _, tick in sorted(captions.still, key=lambda one: one[0])]
        ticks += [*times[:1], *times[-1:], *still, *times[1:-1]]
    for tick in place_ticks(ticks):
        classes = " ".join(
            filter(None, [tick.kind.replace("tl-tick", ""), tick.widths])
        )
        anchor = "" if tick.anchor == "start" else tick.anchor
        canvas.add(
            "tl-tick",
            f'<text x="{percent(tick.x)}" y="14"{attribute("class", classes)}'
            f"{attribute('text-anchor', anchor)}>{escape(tick.text)}</text>",
        )


def _times(layout: Layout) -> list[Tick]:
    """Beginning, end, and each instant but those that a timeout's own text names."""
    view, axis = layout.view, layout.axis
    timeouts = {
        step.at for step in view.steps[axis.first : axis.last] if is_timeout(step)
    }
    stops = [stop for stop in axis.stops if stop.at not in timeouts]
    ticks = [Tick(stop.left, seconds(stop.at)) for stop in stops]
    if len(ticks) > 1 and stops[-1].right > 93:
        ticks[-1].x, ticks[-1].anchor = stops[-1].right, "end"
    if axis.first == 0 and axis.stops and axis.stops[0].at:
        ticks.insert(0, Tick(0, seconds(0)))
    whole = axis.last == len(view.steps) and view.recording.ended != "deadlock"
    if whole and axis.stops and seconds(view.total) != seconds(axis.stops[-1].at):
        ticks.append(Tick(100, seconds(view.total), "end"))
    return ticks


def draw_prints(
    canvas: Canvas,
    layout: Layout,
    captions: Captions,
    spans: list[Span],
) -> None:
    """Set what was printed above the steps that printed it.

    Args:
        canvas: What is drawn on.
        layout: The places.
        captions: The texts that are to be above bars already.
        spans: The stretches, some of them at work outside the loop's thread.
    """
    view, axis = layout.view, layout.axis
    for place in range(axis.first, axis.last):
        step, lines = view.steps[place], view.printed.get(place)
        if lines and step.lane in layout.top:
            moments = [
                view.middle(place) if line.at == step.at else (line.at, place + 1)
                for line in lines
            ]
            texts = [visible(line.text) for line in lines]
            captions.notes[step.lane] += _printed(layout, place, moments, texts)
    bars = [span for span in spans if span.kind == "bar"]
    for place in range(axis.first, axis.last):
        for line in view.aside.get(place, ()):
            if line.lane in layout.top and line.lane is not None:
                own = [span for span in bars if span.lane == line.lane]
                moment = _outside(own, line.at) or before(view, line.at)
                captions.notes[line.lane] += _printed(
                    layout, None, [moment], [visible(line.text)]
                )
    for lane, notes in captions.notes.items():
        top = layout.top[lane]
        others = [(x, 0.0) for x in canvas.crossing(top, top + 12)]
        others += captions.others[lane]
        place_notes(notes, layout.right, layout.after_name(lane), others)
        for note in notes:
            _note(canvas, top, note)


def _outside(bars: list[Span], at: int) -> Point | None:
    """The moment of a time outside the loop's thread, if a bar begins or ends then."""
    for bar in bars:
        if bar.start[0] == at:
            return bar.start
        if bar.end[0] == at:
            return bar.end
    return None


def _printed(
    layout: Layout, place: int | None, moments: list[Point], texts: list[str]
) -> list[Note]:
    """Notes of what was printed; lines of one moment share a mark."""
    at: dict[Point, list[str]] = defaultdict(list)
    for moment, text in zip(moments, texts, strict=True):
        at[moment].append(text)
    notes = []
    for moment, lines in at.items():
        shown = next((line for line in lines if line.strip()), "").strip()
        more = f" (+{len(lines) - 1})" if len(lines) > 1 else ""
        forms = dict.fromkeys(f"{cut(shown, longest)}{more}" for longest in PRINTED)
        notes.append(Note(layout.x(moment), [*forms], "print", place))
    return notes


def _note(canvas: Canvas, top: int, note: Note) -> None:
    if note.kind == "error":
        if note.side:
            classes = f"tl-error {note.widths}".strip()
            canvas.text("tl-note", note.x, top + 10, note.text, classes, "end")
        return
    text = ""
    if note.side:
        right = note.side == "right"
        text = (
            f'<text x="{7 if right else -note.away}" y="1"'
            f"{attribute('class', note.widths)}"
            f"{attribute('text-anchor', '' if right else 'end')}>"
            f"{escape(note.text)}</text>"
        )
    data = "" if note.step is None else f' data-k="{note.step + 1}"'
    canvas.add(
        "tl-print",
        f'<svg x="{percent(note.x)}" y="{top + 9}"{data}>'
        f'<path d="M-4-4h8L0 3z"/>{text}</svg>',
    )


def draw_names(canvas: Canvas, layout: Layout) -> None:
    """Name programs and lanes, and join children to their makers."""
    view = layout.view
    for y, program in layout.groups:
        canvas.add(
            "tl-rule", f'<line x1="-{GUTTER}" x2="100%" y1="{y + 3}" y2="{y + 3}"/>'
        )
        name = escape(view.recording.programs[program])
        canvas.add(
            "tl-name",
            f'<text class="tl-file" x="-{GUTTER}" y="{y + 19}">{name}</text>',
        )
    children: dict[int, list[int]] = defaultdict(list)
    for lane in layout.rows:
        indent, name = layout.name(lane)
        x = indent - GUTTER
        y = layout.top[lane]
        of = view.lanes[lane]
        kind = "tl-outside" if of.kind in {"thread", "process"} else ""
        canvas.add(
            "tl-name",
            f'<text x="{x}" y="{y + 22}" data-l="{lane}"{attribute("class", kind)}>'
            f"{escape(name)}</text>",
        )
        call = of.call
        if f"{of.kind}s" in view.recording.simulated:
            call = "simulated"
        if call and call != of.name:
            canvas.add(
                "tl-name",
                f'<text class="tl-call" x="{x}" y="{y + 34}">'
                f"{escape(cut_call(call, int((-x - 6) / 6.3)))}</text>",
            )
        maker = view.maker[lane]
        if maker in layout.top:
            children[maker].append(lane)
    for maker, lanes in children.items():
        x = 12 * min(view.depth[maker], 4) - GUTTER + 3
        ys = [layout.top[lane] + 18 for lane in lanes]
        path = f"M{x} {layout.top[maker] + 40}V{ys[-1]}"
        path += "".join(f"M{x} {y}h6" for y in ys)
        canvas.add("tl-tree", f'<path d="{path}"/>')
