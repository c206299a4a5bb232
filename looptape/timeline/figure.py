"""A run as a reader sees it: headline, meter, picture, key and what is left out.

Pages are built with it, and the browser calls it for what the reader just ran.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from looptape.recording import Recording
from looptape.timeline import output
from looptape.timeline.model.spans import has_child, spans
from looptape.timeline.model.view import View
from looptape.timeline.prose.headline import Gain, Part, gain, tell
from looptape.timeline.prose.sentences import Sentences
from looptape.timeline.prose.table import Row, Skipped, row_of, rows_of
from looptape.timeline.svg import overview
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.canvas import svg
from looptape.timeline.svg.drawing import KEY, Drawing, is_long
from looptape.timeline.svg.labels import Marks
from looptape.timeline.svg.markup import attribute, escape, number
from looptape.words import count, cut, seconds

METER = 120  # pixels
THUMBNAIL = (150, 40)  # pixels
THUMBNAIL_ROWS = 20
MOST_LINES, LONGEST_LINE = 50, 1000  # of what one row of the table prints

# Small drawings of the marks, 26 by 14 pixels, for the key.
SAMPLES = {
    "tl-run": '<rect x="9" y="1" width="8" height="12"/>',
    "tl-sleep": '<rect x="1" y="2" width="24" height="10" rx="2"/>',
    "tl-cleaning": '<rect x="1" y="2" width="24" height="10" rx="2"/>',
    "tl-bar": '<rect x="1" y="1" width="24" height="12" rx="2"/>',
    "tl-block": '<rect x="1" y="1" width="24" height="12"/>',
    "tl-for": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-net": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-hold": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-ready": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-late": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-made": '<line x1="2" x2="10" y1="7" y2="7"/><circle cx="14" cy="7" r="3"/>',
    "tl-cancel": '<line x1="13" x2="13" y1="0" y2="9"/><path d="M9 7h8l-4 6z"/>',
    "tl-timeout": '<path d="M13 1l6 6-6 6-6-6z"/>',
    "tl-raised": (
        '<path d="M8 0v14l12-7z"/><path class="tl-bang" d="M11.5 4v3.5m0 1.5v1.5"/>'
    ),
    "tl-cancelled": '<circle cx="13" cy="7" r="5.5"/>'
    '<path d="M10.5 4.5l5 5m0-5l-5 5"/>',
    "tl-print": '<path d="M9 4h8l-4 7z"/>',
    "tl-stop": '<rect x="3" y="0" width="20" height="14"/>',
}


@dataclass(frozen=True)
class Picture:
    """A picture and what stands beside it.

    Attributes:
        svg: The picture; empty where there is nothing to draw.
        key: Classes and words of the marks that occur.
        notes: Sentences on what is simulated, rounded or left out.
    """

    svg: str
    key: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Figure:
    """All that is shown of one run; each part is made when it is asked for.

    Args:
        recording: The run.
        step: A step that a long run shows in detail, from 1; by default one
            that tells.

    Attributes:
        view: What is shown of it.
        spans: Its stretches.
    """

    def __init__(self, recording: Recording, step: int | None = None) -> None:
        self.view = View(recording)
        self.spans = spans(self.view)
        self._step = step

    @cached_property
    def overview(self) -> overview.Overview | None:
        """The picture's parts, if the run is a long one."""
        view = self.view
        return overview.Overview(view, self.spans) if is_long(view) else None

    @cached_property
    def shown_chunk(self) -> int:
        """The chunk of a long run that is drawn in detail, from 0."""
        if self.overview is None:
            return 0
        if self._step is None:
            return self.overview.telling()
        return (self._step - 1) // overview.CHUNK

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self.view)

    @cached_property
    def headline(self) -> list[Part]:
        """One sentence over the picture."""
        return tell(self.view, self.spans)

    @cached_property
    def gain(self) -> Gain | None:
        """The figures of the meter, if there are any."""
        return gain(self.view, self.spans)

    def rows(self, every: bool = False) -> list[Row | Skipped]:
        """The table of the steps.

        Args:
            every: Whether a long run is told whole.
        """
        return rows_of(self._sentences, every)

    @property
    def label(self) -> str:
        """The picture's name for a screen reader."""
        text = "".join(part for part, _ in self.headline)
        view = self.view
        tasks = sum(view.lanes[lane].kind == "task" for lane in view.rows)
        size = f"{count(tasks, 'task')}, {count(len(view.steps), 'step')}"
        return f"{text} {size}; the same as a table follows."

    @cached_property
    def picture(self) -> Picture:
        """The picture, fluid in width."""
        body, height, classes, key, notes = self.draw()
        if not body:
            return Picture("")
        return Picture(svg(body, height, classes, self.label), key, notes)

    def draw(
        self,
    ) -> tuple[str, float, str, tuple[tuple[str, str], ...], tuple[str, ...]]:
        """The picture's marks, for an element around them.

        Returns:
            Marks, height in pixels, a class for the room right of the plot, the
            key and sentences on what is left out.
        """
        view = self.view
        if not view.steps:
            return "", 0, "", (), ()
        notes: list[str] = []
        parts, chunk = self.overview, self.shown_chunk
        if parts is not None:
            body = parts.rows(chunk) + parts.detail(chunk)
            height, classes = parts.height, "tl-long"
            notes += parts.notes()
            key = tuple(
                (f"tl-is-{state}", overview.words(state, view))
                for state in overview.STATES
                if parts.lists.get(state)
            )
        else:
            drawing = Drawing(view, Axis(view), self.spans)
            body, height, classes = drawing.body(), drawing.height, drawing.margin
            key = tuple(
                (name, self._word(name)) for name in KEY if name in drawing.used
            )
        if view.recording.clock == "real":
            notes.append("Real clock, times rounded.")
        if "threads" in view.recording.simulated:
            notes.append("Threads are simulated here: a virtual clock, one at a time.")
        return body, height, classes, key, tuple(notes)

    def _word(self, name: str) -> str:
        if name == "tl-bar":
            kinds = {self.view.lanes[bar.lane].kind for bar in self.view.recording.bars}
            if "process" not in kinds:
                return KEY[name]
            child = "runs in a child process"
            return f"{child} or a thread" if "thread" in kinds else child
        if name == "tl-hold":
            held = {hold.kind for hold in self.view.recording.holds}
            return f"holds the {held.pop()}" if len(held) == 1 else KEY[name]
        if name == "tl-net":
            pipes = {span.lane for span in self.spans if span.kind == "net"}
            only = pipes <= has_child(self.view)
            return "waits for a pipe" if only else KEY[name]
        if name == "tl-for":
            kinds = {
                step.wait.kind
                for step in self.view.steps
                if step.wait is not None
                and step.wait.kind not in {"sleep", "network", "turn"}
            }
            return KEY[name] if kinds == {"task"} else "waits for somebody else"
        return KEY[name]

    def html(self) -> str:
        """Headline, meter, picture, key and notes, for a page."""
        figures = "" if self.gain is None else meter(self.gain)
        top = f'<p class="tl-headline">{marked(self.headline)}</p>{figures}'
        parts = [f'<div class="tl-top">{top}</div>']
        picture = self.picture
        if picture.svg:
            parts.append(f'<div class="tl-picture">{picture.svg}</div>')
            items = "".join(
                f"<li>{sample(name)}{escape(word)}</li>" for name, word in picture.key
            )
            parts.append(f'<ul class="tl-key">{items}</ul>')
        parts += [
            f'<p class="tl-left-out">{escape(note)}</p>' for note in picture.notes
        ]
        data = ""
        if self.overview is not None:
            data = f' data-steps="{len(self.view.steps)}"'
            data += f' data-chunk="{self.shown_chunk}"'
        return f'<div class="tl-figure"{data}>{"".join(parts)}</div>'

    def chunk(self, chunk: int) -> dict[str, str | float]:
        """A part of a long run, for a reader who walks through it.

        Args:
            chunk: Its number; steps 12 * chunk + 1 to 12 * chunk + 12 are in it.

        Returns:
            `rows` of the table as HTML; `lens`, an element to put in the place of
            the picture's `.tl-lens`; and where its frame in the overview begins,
            `x`, and its `width`, in percent.

        Raises:
            IndexError: There is no such chunk.
        """
        parts = self.overview
        if parts is None or not 0 <= chunk < parts.chunks:
            raise IndexError(f"no chunk {chunk}")
        x, width = parts.frame(chunk)
        steps = range(*parts.range(chunk))
        return {
            "rows": "".join(_table_row(row_of(self._sentences, one)) for one in steps),
            "lens": parts.detail(chunk),
            "x": round(x, 2),
            "width": round(width, 2),
        }

    def output(self, program: int = 0) -> str:
        """The lines that one program printed, for a `<pre>`."""
        return output.rows(self.view, program)

    def outputs(self) -> str:
        """What all programs printed, each with its label, and how the run ended."""
        return output.outputs(self.view)

    def table(self) -> str:
        """The steps as a table, for readers who do not see the picture.

        Nothing where there are none.
        """
        if not self.view.steps:
            return ""
        body = "".join(map(_table_row, self.rows()))
        heads = ("step", "time", "task", "line", "what happens", "prints")
        head = "".join(f'<th scope="col">{text}</th>' for text in heads)
        steps = count(len(self.view.steps), "step")
        name = next(iter(self.view.recording.programs), "the run")
        return (
            '<details class="tl-table">'
            f"<summary>The same as a table ({steps})</summary>"
            f'<section class="tl-scroll" aria-label="Steps of {escape(name)}" '
            f'tabindex="0"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></section></details>"
        )

    def thumbnail(self) -> str:
        """Blocks and bars only, 150 by 40 pixels."""
        view = self.view
        width, height = THUMBNAIL
        per_row = max(1, math.ceil(len(view.rows) / THUMBNAIL_ROWS))
        lists: Marks = {}
        if view.steps:
            lists = overview.marks(view, Axis(view), self.spans, per_row, width)
        shown: Marks = {
            state: lists[state]
            for state in ("net", "sleep", "bar", "run", "block")
            if state in lists
        }
        rows = max(1, math.ceil(len(view.rows) / per_row))
        return (
            f'<svg class="tl-thumb" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {rows}" preserveAspectRatio="none" '
            f'aria-hidden="true">{overview.paths(shown)}</svg>'
        )


def draw(recording: Recording, step: int | None = None) -> str:
    """The picture of a run, as SVG; empty where there is nothing to draw.

    Args:
        recording: The run.
        step: The step that a long run shows in detail, from 1.
    """
    return Figure(recording, step).picture.svg


def _table_row(row: Row | Skipped) -> str:
    if isinstance(row, Skipped):
        text = f"{count(row.steps, 'step')} more, in the recording"
        return f'<tr><td colspan="6">{text}</td></tr>'
    lines = [cut(text, LONGEST_LINE) for text in row.prints[:MOST_LINES]]
    if len(row.prints) > MOST_LINES:
        lines.append(f"… {count(len(row.prints) - MOST_LINES, 'line')} more")
    prints = "<br>".join(map(escape, lines))
    program = str(row.program) if row.program else ""
    resumed = "" if row.resumed is None else str(row.resumed)
    return (
        f'<tr data-at="{row.at}" data-lane="{row.lane}"'
        f"{attribute('data-program', program)}{attribute('data-resumed', resumed)}"
        f' data-end="{row.end}"><td>{row.number}</td><td>{row.time}</td>'
        f"<td>{escape(row.task)}</td>"
        f"<td>{row.line or ''}</td><td>{marked(row.what)}</td>"
        f"<td>{prints}</td></tr>"
    )


def marked(parts: list[Part] | tuple[Part, ...]) -> str:
    """Parts of a sentence as HTML."""
    tags = {
        "strong": "<strong>{}</strong>",
        "bad": '<strong class="tl-bad">{}</strong>',
    }
    return "".join(tags.get(kind, "{}").format(escape(text)) for text, kind in parts)


def meter(figures: Gain) -> str:
    """Two bars: how long it took, and how long it would take one by one."""
    longest = max(figures.took, figures.one_by_one, 1)
    took = max(1.0, METER * figures.took / longest)
    apart = max(1.0, METER * figures.one_by_one / longest)
    return (
        f'<svg class="tl-meter" width="240" height="32" aria-hidden="true">'
        f'<rect class="tl-took" x="0" y="2" width="{number(took)}" height="11"/>'
        f'<text x="{number(took + 6)}" y="12">{seconds(figures.took)}</text>'
        f'<rect class="tl-apart" x="0.5" y="18.5" width="{number(apart)}" '
        f'height="11"/><text x="{number(apart + 6)}" y="28">'
        f"{seconds(figures.one_by_one)}, one by one</text></svg>"
    )


def sample(name: str) -> str:
    """The mark of a key's entry."""
    if name.startswith("tl-is-"):
        inner = f'<path class="{name}" d="M2 7h22"/>'
        return f'<svg class="tl-sample tl-wide" width="26" height="14">{inner}</svg>'
    stripes = '<line class="tl-stripes" x1="1" x2="25" y1="7" y2="7"/>'
    more = stripes if name == "tl-block" else ""
    group = "tl-sleep tl-cleaning" if name == "tl-cleaning" else name
    return (
        f'<svg class="tl-sample" width="26" height="14"><g class="{group}">'
        f"{SAMPLES[name]}</g>{more}</svg>"
    )
