"""The picture of a run: a lane per task, from left to right.

The text of the SVG serves page and browser alike. It has no ids, no definitions
and no style attributes; places are in percent across and in pixels down, so that
it is fluid while its texts keep their size. Colours are those of
`static/timeline.css`.
"""

from bisect import bisect_left
from collections import defaultdict

from looptape.axis import Axis
from looptape.notes import Note, Tick, place_notes, place_ticks
from looptape.spans import Span, cancellations
from looptape.svg import (
    BOLD,
    LABEL,
    NARROW,
    WIDE,
    WIDE_ONLY,
    attribute,
    escape,
    fitting,
    forms,
    number,
    percent,
)
from looptape.table import text_table
from looptape.view import Point, View, inside_library, is_timeout
from looptape.words import cut, cut_middle, seconds

__all__ = ["Drawing", "is_long", "svg", "text_table"]

# Pixels. A lane is 15 for annotations, 20 for its bar and a gap.
AXIS, LANE, GROUP, GUTTER = 30, 38, 32, 118
LINE, MIDDLE, BAR = 24, 25, 20
PRINTED, LONGEST_ERROR = 24, 40  # characters

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

# What a mark is called in the key, in the order of the key.
KEY = {
    "tl-run": "runs",
    "tl-sleep": "sleeps",
    "tl-for": "waits for another task",
    "tl-net": "waits for the network",
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


class Drawing:
    """A picture, or the part of one, in the making.

    Args:
        view: The run.
        axis: Places its moments.
        found: Its stretches.
        rows: The lanes to draw, from top to bottom; all by default.

    Attributes:
        height: In pixels.
        used: The classes of the marks that occur.
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
        self._blocks = [span for span in found if span.kind == "block"]
        self._tops()
        self.margin = self._margin()
        self._notes: dict[int, list[Note]] = defaultdict(list)
        self._ticks: list[Tick] = []
        self._still: list[tuple[float, Tick]] = []
        self._stops()
        self._made()
        self._cancels()
        for span in found:
            if span.lane in self.top and self._within(span):
                self._span(span)
        for place in range(axis.first, axis.last):
            self._step(place)
        self._prints()
        self._axis()
        self._names()
        if view.recording.ended == "deadlock":
            self._cycle()

    def _tops(self) -> None:
        """Give each lane its place; several programs are set apart."""
        lanes = self.view.lanes
        several = len({lanes[lane].program for lane in self.rows}) > 1
        self.top: dict[int, int] = {}
        y, program = AXIS, None
        self._groups: list[tuple[int, int]] = []
        for lane in self.rows:
            if several and lanes[lane].program != program:
                program = lanes[lane].program
                self._groups.append((y, program))
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
    def _right_margin(self) -> int:
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

    def _x(self, moment: Point) -> float:
        return self.axis.x(moment)

    def _middle(self, lane: int) -> int:
        return self.top[lane] + MIDDLE

    def _within(self, span: Span) -> bool:
        return self._x(span.end) > self._x(span.start)

    # Axis

    def _stops(self) -> None:
        if self.axis.instant and self.axis.first == 0:
            return
        for stop in self.axis.stops:
            self.add(
                "tl-stop",
                f'<rect x="{percent(stop.left)}" y="{LINE}" '
                f'width="{percent(stop.right - stop.left)}" '
                f'height="{self.height - LINE - 2}"/>',
            )

    def _axis(self) -> None:
        self.add("tl-axis", f'<line x1="0" x2="100%" y1="{LINE}" y2="{LINE}"/>')
        view, axis = self.view, self.axis
        endless = view.recording.ended == "deadlock" and axis.last == len(view.steps)
        if endless:
            self._ticks.insert(0, Tick(100, "for ever", "end"))
        for gap in axis.cuts:
            x = axis.strokes(gap, view)
            ys = [LINE, *(self._middle(lane) for lane in self.rows)]
            for y in ys:
                path = "M-4 7l5-14M1 7l5-14"
                self.add(
                    "tl-cut", f'<svg x="{percent(x)}" y="{y}"><path d="{path}"/></svg>'
                )
            self._ticks.append(
                Tick(x, f"{seconds(gap[1])}, shortened", "middle", "tl-tick")
            )
        if axis.instant and axis.first == 0 and axis.last == len(view.steps):
            text = f"{seconds(axis.from_ns)}: no time passes"
            if axis.last > 1:
                text += f", {axis.last} steps in this order"
            self._ticks.append(Tick(0, text))
        else:
            timeouts = {
                step.at
                for step in view.steps[axis.first : axis.last]
                if is_timeout(step)
            }
            stops = [stop for stop in axis.stops if stop.at not in timeouts]
            ticks = [Tick(stop.left, seconds(stop.at)) for stop in stops]
            if ticks and stops[-1].right > 93 and len(ticks) > 1:
                ticks[-1].x, ticks[-1].anchor = stops[-1].right, "end"
            still = [tick for _, tick in sorted(self._still, key=lambda one: one[0])]
            self._ticks += [*ticks[:1], *ticks[-1:], *still, *ticks[1:-1]]
        for tick in place_ticks(self._ticks):
            classes = " ".join(
                filter(None, [tick.kind.replace("tl-tick", ""), tick.widths])
            )
            anchor = "" if tick.anchor == "start" else tick.anchor
            self.add(
                "tl-tick",
                f'<text x="{percent(tick.x)}" y="14"{attribute("class", classes)}'
                f"{attribute('text-anchor', anchor)}>{escape(tick.text)}</text>",
            )

    # Links

    def _vertical(self, layer: str, x: float, y1: float, y2: float) -> None:
        self.add(
            layer,
            f'<line x1="{percent(x)}" x2="{percent(x)}" y1="{number(y1)}" '
            f'y2="{number(y2)}"/>',
        )

    def _made(self) -> None:
        """Join each lane to the step that made it."""
        last: dict[float, tuple[int, int]] = {}
        circles = []
        for lane in self.rows:
            made = self.view.made(lane)
            x = None if made is None else self._x(made)
            if x is None or not 0 < x < 100:
                continue
            y = self._middle(lane)
            outside = self.view.lanes[lane].kind in {"thread", "process"}
            maker = self.view.maker[lane]
            index = self.view.number(self.view.lanes[lane].made_in)
            joined = (
                maker in self.top
                and index is not None
                and self.view.steps[index].lane == maker
            )
            if joined and maker is not None and index is not None:
                top = self._middle(maker) + BAR // 2
                if outside:
                    x = self._x(self.view.right(index))
                last[x] = (min(top, last.get(x, (top, 0))[0]), y)
            numbers = self.view.of_lane[lane]
            first = self._x(self.view.left(numbers[0])) if numbers else 100.0
            if not outside and (joined or first - x > 1):
                circles.append((x, y))
        for x, (top, bottom) in last.items():
            self._vertical("tl-made", x, top, bottom)
        for x, y in circles:
            self.add("tl-made", f'<circle cx="{percent(x)}" cy="{y}" r="3"/>')

    def _cancels(self) -> None:
        """An arrow from each step that cancels to those that it cancels."""
        targets: dict[int, list[int]] = defaultdict(list)
        for place, lane in cancellations(self.view):
            if self.axis.first <= place < self.axis.last and lane in self.top:
                targets[place].append(lane)
        for place, lanes in targets.items():
            step = self.view.steps[place]
            x = self._x(self.view.middle(place))
            source = LINE if is_timeout(step) else None
            if step.lane in self.top:
                source = self._middle(step.lane)
            ends = [self._middle(lane) for lane in lanes if lane != step.lane]
            if source is None or not ends:
                continue
            tips = [y - 8 if y > source else y + 8 for y in ends]
            low, high = min([source, *tips]), max([source, *tips])
            self._vertical("tl-halo", x, low, high)
            self._vertical("tl-cancel", x, low, high)
            for y, tip in zip(ends, tips, strict=True):
                head = "M-4-6h8L0 0z" if y > source else "M-4 6h8L0 0z"
                self.add(
                    "tl-cancel",
                    f'<svg x="{percent(x)}" y="{tip}"><path d="{head}"/></svg>',
                )

    def _cycle(self) -> None:
        """Elbows from each task of a dead-lock to whom it waits for."""
        waits: dict[int, list[int]] = {}
        for lane in self.rows:
            step = self.view.last_step(lane)
            if step is not None and step.end == "waits" and step.wait is not None:
                waits[lane] = [other for other in step.wait.lanes if other in self.top]
        offset = 0
        for lane in self.rows:
            for other in waits.get(lane, ()):
                if lane not in _reachable(waits, other):
                    continue
                y1, y2 = self._middle(lane) - 3, self._middle(other) + 3
                away = 8 + 8 * (offset % 2)
                offset += 1
                self.add(
                    "tl-cycle",
                    f'<svg x="100%" y="0"><path d="M0 {y1}h{away}V{y2}H2"/>'
                    f'<path class="tl-head" d="M1 {y2}l6-4v8z"/></svg>',
                )

    # Stretches

    def _span(self, span: Span) -> None:
        x1, x2 = self._x(span.start), self._x(span.end)
        y = self._middle(span.lane)
        drawn = {"sleep": self._bar, "bar": self._bar, "block": self._blocking}
        if span.kind in drawn:
            drawn[span.kind](span, x1, x2, y)
            return
        if span.kind == "run":
            self.add("tl-run", _rect(x1, x2, y - 10, 20))
            return
        self.add(
            f"tl-{span.kind}",
            f'<line x1="{percent(x1)}" x2="{percent(x2)}" y1="{y}" y2="{y}"/>',
        )
        if span.kind == "late":
            late = f"{seconds(span.end[0] - span.start[0])} late"
            for widths, text in fitting([late], x2 - x1):
                classes = f"tl-by {widths}".strip()
                self._text("tl-note", (x1 + x2) / 2, y - 12, text, classes, "middle")
        elif span.text:
            layer = "tl-gap tl-of-net" if span.kind == "net" else "tl-gap"
            for widths, text in fitting(forms(span.text), x2 - x1):
                width = round(len(text) * 6 + 8)
                veiled = "tl-veiled" if self._veiled(span) else ""
                classes = f"{widths} {veiled}".strip()
                self.add(
                    layer,
                    f'<svg x="{percent((x1 + x2) / 2)}" y="{y}"'
                    f'{attribute("class", classes)}><rect x="-{width / 2:g}" y="-8" '
                    f'width="{width}" height="16"/><text y="4">{escape(text)}</text>'
                    "</svg>",
                )

    def _veiled(self, span: Span) -> bool:
        """Whether the middle of a stretch, where its label is, lies in a veil."""
        middle = (self._x(span.start) + self._x(span.end)) / 2
        return any(
            self._x(other.start) < middle < self._x(other.end) for other in self._blocks
        )

    def _bar(self, span: Span, x1: float, x2: float, y: int) -> None:
        if span.kind == "bar":
            self.add("tl-bar", _rect(x1, x2, y - 9, 18, 2))
            layer, text = "tl-gap tl-of-bar", span.text
        else:
            cleaning = " tl-cleaning" if span.cleaning else ""
            self.add(f"tl-sleep{cleaning}", _rect(x1, x2, y - 8, 16, 2))
            layer = "tl-label"
            text = f"cleans up, {span.text}" if span.cleaning else span.text
        for classes, label in fitting(forms(text), x2 - x1):
            self._text(layer, (x1 + x2) / 2, y + 4, label, classes)

    def _blocking(self, span: Span, x1: float, x2: float, y: int) -> None:
        width = percent(x2 - x1)
        bottom = self.height - LINE - 2
        self.add(
            "tl-veil",
            f'<rect x="{percent(x1)}" y="{LINE}" width="{width}" height="{bottom}"/>',
        )
        self.add("tl-block", _rect(x1, x2, y - 10, 20))
        self.add(
            "tl-stripes",
            f'<line x1="{percent(x1)}" x2="{percent(x2)}" y1="{y}" y2="{y}"/>',
        )
        texts = [f"{span.text} blocks the loop", *forms(span.text)]
        for widths, text in fitting(texts, x2 - x1):
            classes = f"tl-hard {widths}".strip()
            self._text("tl-gap tl-of-bar", (x1 + x2) / 2, y + 4, text, classes)
        long = seconds(span.end[0] - span.start[0])
        short = "nothing else can run"
        text = f"{short} for {long}"
        tick = Tick((x1 + x2) / 2, text, "middle", "tl-still", short)
        self._still.append((x1 - x2, tick))

    def _text(
        self,
        layer: str,
        x: float,
        y: float,
        text: str,
        classes: str = "",
        anchor: str = "",
    ) -> None:
        self.add(
            layer,
            f'<text x="{percent(x)}" y="{number(y)}"{attribute("class", classes)}'
            f"{attribute('text-anchor', anchor)}>{escape(text)}</text>",
        )

    # Steps

    def _step(self, place: int) -> None:
        view = self.view
        step = view.steps[place]
        x1 = self._x(view.left(place))
        x2 = self._x((step.at, place + 1))
        waker = view.wakers[place]
        data = f' data-k="{place + 1}"'
        if waker is not None:
            data += f' data-w="{waker + 1}"'
        if step.lane not in self.top:
            if is_timeout(step):
                self._timeout(place, data)
            return
        y = self._middle(step.lane)
        self.add("tl-run", _rect(x1, x2, y - 10, BAR, data=data))
        if self.axis.instant:
            for classes, text in _numbered(place + 1, x2 - x1):
                self._text("tl-number", (x1 + x2) / 2, y + 4, text, classes)
        if view.lanes[step.lane].kind == "callbacks":
            self._callback(place, x2, y)
        elif step.end != "waits" and view.of_lane[step.lane][-1] == place:
            self._end(place, self._x(view.right(place)), y)

    def _callback(self, place: int, x: float, y: int) -> None:
        """Name what the loop called, beside its block."""
        step = self.view.steps[place]
        numbers = self.view.of_lane[step.lane]
        here = bisect_left(numbers, place)
        right = 100.0 - x
        if here + 1 < len(numbers):
            right = self._x(self.view.left(numbers[here + 1])) - x
        side, found = 5, fitting([step.text or ""], right)
        if not found:
            side, x = -5, self._x(self.view.left(place))
            free = self._x(self.view.right(numbers[here - 1])) if here else 0.0
            found = fitting([step.text or ""], x - free)
        anchor = "end" if side < 0 else ""
        for classes, text in found:
            self.add(
                "tl-note",
                f'<text x="{percent(x)}" dx="{side}" y="{y + 4}"'
                f"{attribute('class', classes)}{attribute('text-anchor', anchor)}>"
                f"{escape(text)}</text>",
            )

    def _timeout(self, place: int, data: str) -> None:
        step = self.view.steps[place]
        x = self._x(self.view.middle(place))
        self.add(
            "tl-timeout",
            f'<svg x="{percent(x)}" y="{LINE}"{data}>'
            '<path d="M0-6l6 6-6 6-6-6z"/></svg>',
        )
        anchor = "end" if x > 50 else "start"
        text = f"{seconds(step.at)}: {step.text}"
        self._ticks.insert(0, Tick(x, text, anchor, "tl-over"))

    def _end(self, place: int, x: float, y: int) -> None:
        step = self.view.steps[place]
        room = 100 - x
        if step.end == "returns":
            self.add(
                "tl-done",
                f'<svg x="{percent(x)}" y="{y}"><circle cx="7" r="3.5"/></svg>',
            )
            hidden = inside_library(self.view.lanes[step.lane])
            if step.value and not hidden and self._free_after(step.lane, x):
                self._ended("tl-note", x, 14, y, f"returns {step.value}", room)
        elif step.end == "raises":
            self.add(
                "tl-raised",
                f'<svg x="{percent(x)}" y="{y}"><path d="M3-7v14l12-7z"/>'
                '<path class="tl-bang" d="M6.5-3v3.5m0 1.5v1.5"/></svg>',
            )
            text = step.value or "error"
            if len(text) > LONGEST_ERROR:
                text = text.partition("(")[0]
            if not self._ended("tl-note", x, 18, y, text, room, "tl-error"):
                left = self._x(self.view.left(place))
                self._notes[step.lane].append(Note(left, text, "error", place))
        else:
            self.add(
                "tl-cancelled",
                f'<svg x="{percent(x)}" y="{y}"><circle cx="9" r="5.5"/>'
                '<path d="M6.5-2.5l5 5m0-5l-5 5"/></svg>',
            )
            self._ended("tl-note", x, 18, y, "cancelled", room, "tl-end")

    def _free_after(self, lane: int, x: float) -> bool:
        return all(self._x(span.end) <= x for span in self._blocks if span.lane != lane)

    def _ended(
        self,
        layer: str,
        x: float,
        offset: int,
        y: int,
        text: str,
        room: float,
        kind: str = "",
    ) -> bool:
        """Set a text right of a lane's end, if there is room for it."""
        width = len(text) * (BOLD if kind else LABEL) + offset
        widths = ""
        if width > room * WIDE / 100 + self._right_margin:
            return False
        if width > room * NARROW / 100 + 14:
            widths = WIDE_ONLY
        self.add(
            layer,
            f'<text x="{percent(x)}" dx="{offset}" y="{y + 4}"'
            f"{attribute('class', f'{kind} {widths}'.strip())}>{escape(text)}</text>",
        )
        return True

    # Output

    def _prints(self) -> None:
        view, axis = self.view, self.axis
        for place in range(axis.first, axis.last):
            lane = view.steps[place].lane
            if lane in self.top:
                moments = [
                    view.middle(place)
                    if line.at == view.steps[place].at
                    else (line.at, place + 1)
                    for line in view.printed.get(place, ())
                ]
                texts = [line.text for line in view.printed.get(place, ())]
                self._lines(lane, place, moments, texts)
        for place in range(axis.first, axis.last):
            for line in view.aside.get(place, ()):
                if line.lane in self.top and line.lane is not None:
                    moment = (line.at, place + (line.at > view.steps[place].at))
                    self._lines(line.lane, None, [moment], [line.text])
        for lane, notes in self._notes.items():
            place_notes(notes, self._right_margin)
            for note in notes:
                self._note(lane, note)

    def _lines(
        self, lane: int, place: int | None, moments: list[Point], texts: list[str]
    ) -> None:
        """Add what was printed; lines of one moment share a mark."""
        at: dict[Point, list[str]] = defaultdict(list)
        for moment, text in zip(moments, texts, strict=True):
            at[moment].append(text)
        for moment, lines in at.items():
            shown = next((line for line in lines if line.strip()), "").strip()
            together = " · ".join(line.strip() for line in lines)
            text = cut(shown, PRINTED)
            if len(together) <= PRINTED:
                text = together
            elif len(lines) > 1:
                text += f" (+{len(lines) - 1})"
            self._notes[lane].append(Note(self._x(moment), text, "print", place))

    def _note(self, lane: int, note: Note) -> None:
        top = self.top[lane]
        if note.kind == "error":
            if note.side:
                classes = f"tl-error {note.widths}".strip()
                self._text("tl-note", note.x, top + 10, note.text, classes, "end")
            return
        text = ""
        if note.side:
            right = note.side == "right"
            text = (
                f'<text x="{7 if right else -7}" y="1"'
                f"{attribute('class', note.widths)}"
                f"{attribute('text-anchor', '' if right else 'end')}>"
                f"{escape(note.text)}</text>"
            )
        data = "" if note.step is None else f' data-k="{note.step + 1}"'
        self.add(
            "tl-print",
            f'<svg x="{percent(note.x)}" y="{top + 9}"{data}>'
            f'<path d="M-4-4h8L0 3z"/>{text}</svg>',
        )

    # Names

    def _names(self) -> None:
        view = self.view
        for y, program in self._groups:
            self.add(
                "tl-rule", f'<line x1="-{GUTTER}" x2="100%" y1="{y + 3}" y2="{y + 3}"/>'
            )
            name = escape(view.recording.programs[program])
            self.add(
                "tl-name",
                f'<text class="tl-file" x="-{GUTTER}" y="{y + 19}">{name}</text>',
            )
        children: dict[int, list[int]] = defaultdict(list)
        for lane in self.rows:
            depth = min(view.depth[lane], 4)
            x = 12 * depth - GUTTER
            y = self.top[lane]
            of = view.lanes[lane]
            room = GUTTER - 12 * depth - 6
            kind = "tl-outside" if of.kind in {"thread", "process"} else ""
            self.add(
                "tl-name",
                f'<text x="{x}" y="{y + 22}" data-l="{lane}"{attribute("class", kind)}>'
                f"{escape(cut_middle(of.name, int(room / 7.4)))}</text>",
            )
            call = "" if inside_library(of) else of.call
            if f"{of.kind}s" in view.recording.simulated:
                call = "simulated"
            if call and call != of.name:
                self.add(
                    "tl-name",
                    f'<text class="tl-call" x="{x}" y="{y + 34}">'
                    f"{escape(cut_middle(call, int(room / 6.3)))}</text>",
                )
            maker = view.maker[lane]
            if maker in self.top and depth <= 4:
                children[maker].append(lane)
        for maker, lanes in children.items():
            x = 12 * min(view.depth[maker], 4) - GUTTER + 3
            ys = [self.top[lane] + 18 for lane in lanes]
            path = f"M{x} {self.top[maker] + 40}V{ys[-1]}"
            path += "".join(f"M{x} {y}h6" for y in ys)
            self.add("tl-tree", f'<path d="{path}"/>')


def _rect(
    x1: float, x2: float, y: int, height: int, radius: int = 0, data: str = ""
) -> str:
    rx = f' rx="{radius}"' if radius else ""
    return (
        f'<rect x="{percent(x1)}" y="{y}" width="{percent(x2 - x1)}" '
        f'height="{height}"{rx}{data}/>'
    )


def _numbered(place: int, room: float) -> list[tuple[str, str]]:
    """A step's number, where a slot is at least 16 pixels wide."""
    if room * NARROW / 100 >= 16:
        return [("", str(place))]
    return [(WIDE_ONLY, str(place))] if room * WIDE / 100 >= 16 else []


def _reachable(waits: dict[int, list[int]], start: int) -> set[int]:
    found: set[int] = set()
    todo = [start]
    while todo:
        lane = todo.pop()
        if lane not in found:
            found.add(lane)
            todo += waits.get(lane, ())
    return found


# More lanes or steps than these are drawn as an overview: a slot would be under
# two pixels.
MOST_LANES, MOST_STEPS = 24, 110


def is_long(view: View) -> bool:
    """Whether a run has too many lanes or steps to draw each."""
    return len(view.rows) > MOST_LANES or len(view.steps) > MOST_STEPS


def svg(body: str, height: float, classes: str, label: str) -> str:
    """The outermost element of a picture, as wide as what it stands in."""
    return (
        f'<svg class="{f"tl {classes}".strip()}" width="100%" '
        f'height="{number(height)}" role="img" aria-label="{escape(label)}">'
        f"{body}</svg>"
    )
