"""Steps, what lies between them, and how lanes end."""

from bisect import bisect_left

from looptape.timeline.model.spans import Span
from looptape.timeline.model.view import inside_library, is_timeout
from looptape.timeline.svg.canvas import BAR, LINE, Canvas, rect
from looptape.timeline.svg.markup import (
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
from looptape.timeline.svg.notes import Note, Tick
from looptape.words import seconds, series

LONGEST_ERROR = 40  # characters
HELD = 11.5  # pixels from the middle of a bar to the line that holds


class Marks(Canvas):
    """Draws what a lane does."""

    def draw_span(self, span: Span) -> None:
        """Draw what lies between two steps."""
        x1, x2 = self.x(span.start), self.x(span.end)
        y = self.middle(span.lane)
        drawn = {"sleep": self._bar, "bar": self._bar, "block": self._blocking}
        if span.kind in drawn:
            drawn[span.kind](span, x1, x2, y)
            return
        if span.kind == "run":
            self.add("tl-run", rect(x1, x2, y - 10, 20))
            return
        self.add(
            f"tl-{span.kind}",
            f'<line x1="{percent(x1)}" x2="{percent(x2)}" y1="{y}" y2="{y}"/>',
        )
        if span.kind == "late":
            late = f"{seconds(span.end[0] - span.start[0])} late"
            for widths, text in fitting([late], x2 - x1):
                classes = f"tl-by {widths}".strip()
                self.text("tl-note", (x1 + x2) / 2, y - 12, text, classes, "middle")
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
        middle = (self.x(span.start) + self.x(span.end)) / 2
        return any(
            self.x(other.start) < middle < self.x(other.end) for other in self.blocks
        )

    def _bar(self, span: Span, x1: float, x2: float, y: int) -> None:
        if span.kind == "bar":
            self.add("tl-bar", rect(x1, x2, y - 9, 18, 2))
            layer, text = "tl-gap tl-of-bar", span.text
        else:
            cleaning = " tl-cleaning" if span.cleaning else ""
            self.add(f"tl-sleep{cleaning}", rect(x1, x2, y - 8, 16, 2))
            layer = "tl-label"
            text = f"cleans up, {span.text}" if span.cleaning else span.text
            held = self.view.held(span.lane, int(span.start[1]) - 1)
            if held and span.kind == "sleep":
                text += f", holds {series(held)}"
        for classes, label in fitting(forms(text), x2 - x1):
            self.text(layer, (x1 + x2) / 2, y + 4, label, classes)

    def _blocking(self, span: Span, x1: float, x2: float, y: int) -> None:
        width = percent(x2 - x1)
        bottom = self.height - LINE - 2
        self.add(
            "tl-veil",
            f'<rect x="{percent(x1)}" y="{LINE}" width="{width}" height="{bottom}"/>',
        )
        self.add("tl-block", rect(x1, x2, y - 10, 20))
        self.add(
            "tl-stripes",
            f'<line x1="{percent(x1)}" x2="{percent(x2)}" y1="{y}" y2="{y}"/>',
        )
        texts = [f"{span.text} blocks the loop", *forms(span.text)]
        for widths, text in fitting(texts, x2 - x1):
            classes = f"tl-hard {widths}".strip()
            self.text("tl-gap tl-of-bar", (x1 + x2) / 2, y + 4, text, classes)
        long = seconds(span.end[0] - span.start[0])
        short = "nothing else can run"
        text = f"{short} for {long}"
        tick = Tick((x1 + x2) / 2, text, "middle", "tl-still", short)
        self.still.append((x1 - x2, tick))

    def draw_holds(self) -> None:
        """A line under the bars for as long as a lane holds locks."""
        for lane in self.rows:
            y = self.middle(lane) + HELD
            until = -1.0
            for first, last, _ in self.view.holds.get(lane, ()):
                # Of several at once one line tells.
                start = max(until, self.x(self.view.middle(first)))
                end = self.view.end
                if last < len(self.view.steps):
                    end = self.view.middle(last)
                until = max(until, self.x(end))
                if until > start:
                    self.add(
                        "tl-hold",
                        f'<line x1="{percent(start)}" x2="{percent(until)}" '
                        f'y1="{number(y)}" y2="{number(y)}"/>',
                    )

    def draw_step(self, place: int) -> None:
        """Draw a step, and the end of its lane if it is the last."""
        view = self.view
        step = view.steps[place]
        x1 = self.x(view.left(place))
        x2 = self.x((step.at, place + 1))
        waker = view.wakers[place]
        data = f' data-k="{place + 1}"'
        if waker is not None:
            data += f' data-w="{waker + 1}"'
        if step.lane not in self.top:
            if is_timeout(step):
                self._timeout(place, data)
            return
        y = self.middle(step.lane)
        self.add("tl-run", rect(x1, x2, y - 10, BAR, data=data))
        if self.axis.instant:
            for classes, text in _numbered(place + 1, x2 - x1):
                self.text("tl-number", (x1 + x2) / 2, y + 4, text, classes)
        if view.lanes[step.lane].kind == "callbacks":
            self._callback(place, x2, y)
        elif step.end != "waits" and view.of_lane[step.lane][-1] == place:
            self._end(place, self.x(view.right(place)), y)

    def _callback(self, place: int, x: float, y: int) -> None:
        """Name what the loop called, beside its block."""
        step = self.view.steps[place]
        numbers = self.view.of_lane[step.lane]
        here = bisect_left(numbers, place)
        right = 100.0 - x
        if here + 1 < len(numbers):
            right = self.x(self.view.left(numbers[here + 1])) - x
        side, found = 5, fitting([step.text or ""], right)
        if not found:
            side, x = -5, self.x(self.view.left(place))
            free = self.x(self.view.right(numbers[here - 1])) if here else 0.0
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
        x = self.x(self.view.middle(place))
        self.add(
            "tl-timeout",
            f'<svg x="{percent(x)}" y="{LINE}"{data}>'
            '<path d="M0-6l6 6-6 6-6-6z"/></svg>',
        )
        anchor = "end" if x > 50 else "start"
        text = f"{seconds(step.at)}: {step.text}"
        self.ticks.insert(0, Tick(x, text, anchor, "tl-over"))

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
                left = self.x(self.view.left(place))
                self.notes[step.lane].append(Note(left, text, "error", place))
        else:
            self.add(
                "tl-cancelled",
                f'<svg x="{percent(x)}" y="{y}"><circle cx="9" r="5.5"/>'
                '<path d="M6.5-2.5l5 5m0-5l-5 5"/></svg>',
            )
            self._ended("tl-note", x, 18, y, "cancelled", room, "tl-end")

    def _free_after(self, lane: int, x: float) -> bool:
        return all(self.x(span.end) <= x for span in self.blocks if span.lane != lane)

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
        if width > room * WIDE / 100 + self.right_margin:
            return False
        if width > room * NARROW / 100 + 14:
            widths = WIDE_ONLY
        self.add(
            layer,
            f'<text x="{percent(x)}" dx="{offset}" y="{y + 4}"'
            f"{attribute('class', f'{kind} {widths}'.strip())}>{escape(text)}</text>",
        )
        return True


def _numbered(place: int, room: float) -> list[tuple[str, str]]:
    """A step's number, where a slot is at least 16 pixels wide."""
    if room * NARROW / 100 >= 16:
        return [("", str(place))]
    return [(WIDE_ONLY, str(place))] if room * WIDE / 100 >= 16 else []
