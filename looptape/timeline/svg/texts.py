"""What stands around the marks: the axis, what was printed, the lanes' names."""

from collections import defaultdict

from looptape.timeline.model.spans import before
from looptape.timeline.model.view import Point, inside_library, is_timeout
from looptape.timeline.svg.canvas import GUTTER, LINE, Canvas
from looptape.timeline.svg.markup import attribute, escape, percent
from looptape.timeline.svg.notes import Note, Tick, place_notes, place_ticks
from looptape.words import cut, cut_middle, seconds

PRINTED = 24  # characters


class Texts(Canvas):
    """Draws texts."""

    def draw_stops(self) -> None:
        """Shade the instants, in which no time passes."""
        if self.axis.instant and self.axis.first == 0:
            return
        for stop in self.axis.stops:
            self.add(
                "tl-stop",
                f'<rect x="{percent(stop.left)}" y="{LINE}" '
                f'width="{percent(stop.right - stop.left)}" '
                f'height="{self.height - LINE - 2}"/>',
            )

    def draw_axis(self) -> None:
        """Draw the axis and the texts above it."""
        self.add("tl-axis", f'<line x1="0" x2="100%" y1="{LINE}" y2="{LINE}"/>')
        view, axis = self.view, self.axis
        endless = view.recording.ended == "deadlock" and axis.last == len(view.steps)
        if endless:
            self.ticks.insert(0, Tick(100, "for ever", "end"))
        for gap in axis.cuts:
            x = axis.strokes(gap, view)
            ys = [LINE, *(self.middle(lane) for lane in self.rows)]
            for y in ys:
                path = "M-4 7l5-14M1 7l5-14"
                self.add(
                    "tl-cut", f'<svg x="{percent(x)}" y="{y}"><path d="{path}"/></svg>'
                )
            self.ticks.append(
                Tick(x, f"{seconds(gap[1])}, shortened", "middle", "tl-tick")
            )
        if axis.instant and axis.first == 0 and axis.last == len(view.steps):
            text = f"{seconds(axis.from_ns)}: no time passes"
            if axis.last > 1:
                text += f", {axis.last} steps in this order"
            self.ticks.append(Tick(0, text))
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
            still = [tick for _, tick in sorted(self.still, key=lambda one: one[0])]
            self.ticks += [*ticks[:1], *ticks[-1:], *still, *ticks[1:-1]]
        for tick in place_ticks(self.ticks):
            classes = " ".join(
                filter(None, [tick.kind.replace("tl-tick", ""), tick.widths])
            )
            anchor = "" if tick.anchor == "start" else tick.anchor
            self.add(
                "tl-tick",
                f'<text x="{percent(tick.x)}" y="14"{attribute("class", classes)}'
                f"{attribute('text-anchor', anchor)}>{escape(tick.text)}</text>",
            )

    def draw_prints(self) -> None:
        """Set what was printed above the steps that printed it."""
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
                    moment = self._outside(line.lane, line.at)
                    self._lines(line.lane, None, [moment], [line.text])
        for lane, notes in self.notes.items():
            place_notes(notes, self.right_margin)
            for note in notes:
                self._note(lane, note)

    def _outside(self, lane: int, at: int) -> Point:
        """The moment of a time in a lane outside the loop's thread."""
        for span in self.spans:
            if span.lane == lane and span.kind == "bar":
                if span.start[0] == at:
                    return span.start
                if span.end[0] == at:
                    return span.end
        return before(self.view, at)

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
            self.notes[lane].append(Note(self.x(moment), text, "print", place))

    def _note(self, lane: int, note: Note) -> None:
        top = self.top[lane]
        if note.kind == "error":
            if note.side:
                classes = f"tl-error {note.widths}".strip()
                self.text("tl-note", note.x, top + 10, note.text, classes, "end")
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

    def draw_names(self) -> None:
        """Name programs and lanes, and join children to their makers."""
        view = self.view
        for y, program in self.groups:
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
