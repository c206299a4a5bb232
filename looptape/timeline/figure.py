"""A run as a reader sees it: headline, meter, picture, key and what is left out.

Pages are built with it, and the browser calls it for what the reader just ran.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from looptape.recording import Recording
from looptape.text.words import count, cut, cut_middle, seconds
from looptape.timeline import output
from looptape.timeline.geometry import AXIS, BAR, CHUNK, GUTTER, LANE, MIDDLE
from looptape.timeline.model.spans import spans
from looptape.timeline.model.view import View
from looptape.timeline.prose.headline import Gain, gain, tell
from looptape.timeline.prose.parts import Part
from looptape.timeline.prose.sentences import Sentences
from looptape.timeline.prose.table import Action, Row, Skipped, row_of, rows_of
from looptape.timeline.svg import key
from looptape.timeline.svg.axis import Axis
from looptape.timeline.svg.drawing import draw, is_long
from looptape.timeline.svg.grid import Lines, lines_of, paths
from looptape.timeline.svg.key import Key
from looptape.timeline.svg.markup import attribute, escape, number
from looptape.timeline.svg.overview import Overview

METER = 120  # pixels
THUMBNAIL = (150, 40)  # pixels
THUMBNAIL_ROWS = 20
MOST_LINES = 50  # of what one row of the table prints
LONGEST = 1000  # characters of a line, a name or another piece of a sentence


@dataclass(frozen=True)
class Picture:
    """A picture and what is beside it.

    Attributes:
        body: Its marks; empty where there is nothing to draw.
        height: In pixels.
        kind: Class for the room right of the plot, or that of a long run.
        label: Its name for a screen reader.
        key: Classes and words of the marks that occur.
        notes: Sentences on what is simulated, rounded or left out.
    """

    body: str
    height: float
    kind: str
    label: str
    key: Key = ()
    notes: tuple[str, ...] = ()

    @property
    def svg(self) -> str:
        """The picture as an element, as wide as what it is in; empty without marks."""
        if not self.body:
            return ""
        return (
            f'<svg class="{f"tl {self.kind}".strip()}" width="100%" '
            f'height="{number(self.height)}" role="img" '
            f'aria-label="{escape(self.label)}">{self.body}</svg>'
        )


class Figure:
    """All that is shown of one run; each part is made when it is asked for.

    Args:
        recording: The run.

    Attributes:
        view: What is shown of it.
        spans: Its stretches.
    """

    def __init__(self, recording: Recording) -> None:
        self.view = View(recording)
        self.spans = spans(self.view)

    @cached_property
    def overview(self) -> Overview | None:
        """The rows and chunks of the picture, if the run is a long one."""
        return Overview(self.view, self.spans) if is_long(self.view) else None

    @cached_property
    def shown_chunk(self) -> int:
        """The chunk of a long run that is drawn in detail, from 0."""
        return 0 if self.overview is None else self.overview.telling()

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

    def rows(self) -> list[Row | Skipped]:
        """The table of the steps."""
        return rows_of(self._sentences)

    @property
    def label(self) -> str:
        """The picture's name for a screen reader."""
        text = "".join(cut_middle(part, LONGEST) for part, _ in self.headline)
        view = self.view
        tasks = sum(view.lanes[lane].kind == "task" for lane in view.rows)
        size = f"{count(tasks, 'task')}, {count(len(view.steps), 'step')}"
        return f"{text} {size}; a table of the steps follows."

    @cached_property
    def picture(self) -> Picture:
        """The picture, fluid in width."""
        view, overview = self.view, self.overview
        if not view.steps:
            return Picture("", 0, "", self.label)
        notes: list[str] = []
        height: float
        if overview is not None:
            chunk = self.shown_chunk
            body = overview.rows(chunk) + overview.detail(chunk)
            height, kind = overview.height, "tl-long"
            notes += overview.notes()
            marks = key.of_rows(view, overview.lines)
        else:
            drawing = draw(view, Axis(view), self.spans)
            body, height, kind = drawing.body, drawing.height, drawing.margin
            marks = key.of_marks(view, self.spans, drawing.used)
        if view.recording.clock == "real":
            notes.append("Real clock; times are rounded.")
        if "threads" in view.recording.simulated:
            notes.append(
                "Threads are simulated here, one at a time on a virtual clock."
            )
        if "work" in view.recording.simulated:
            notes.append("Computing took time that a virtual clock does not count.")
        return Picture(body, height, kind, self.label, marks, tuple(notes))

    def html(self) -> str:
        """Headline, meter, picture, key and notes, for a page."""
        figures = "" if self.gain is None else meter(self.gain)
        top = f'<p class="tl-headline">{marked(self.headline)}</p>{figures}'
        blocks = [f'<div class="tl-top">{top}</div>']
        picture = self.picture
        if picture.svg:
            blocks.append(f'<div class="tl-picture">{picture.svg}</div>')
            items = "".join(
                f"<li>{key.sample(name)}{escape(word)}</li>"
                for name, word in picture.key
            )
            blocks.append(f'<ul class="tl-key">{items}</ul>')
        blocks += [
            f'<p class="tl-left-out">{escape(note)}</p>' for note in picture.notes
        ]
        data = ""
        if self.overview is not None:
            data = f' data-steps="{len(self.view.steps)}"'
            data += f' data-chunk="{self.shown_chunk}" data-chunk-size="{CHUNK}"'
        if picture.svg:
            data += f' data-took="{seconds(self.view.total)}"'
            # For what puts marks of its own into the picture.
            data += f' data-axis="{AXIS}" data-lane="{LANE}" data-middle="{MIDDLE}"'
            data += f' data-bar="{BAR}" data-gutter="{GUTTER}"'
        return f'<div class="tl-figure"{data}>{"".join(blocks)}</div>'

    def chunk(self, chunk: int) -> dict[str, str | float]:
        """A chunk of a long run, for a reader who walks through it.

        Args:
            chunk: Its number, from 0; each has the `CHUNK` steps after the one before.

        Returns:
            `rows` of the table as HTML; `lens`, an element to put in the place of
            the picture's `.tl-lens`; and where its frame in the overview begins,
            `x`, and its `width`, in percent.

        Raises:
            IndexError: There is no such chunk.
        """
        overview = self.overview
        if overview is None or not 0 <= chunk < overview.chunks:
            raise IndexError(f"no chunk {chunk}")
        x, width = overview.frame(chunk)
        steps = range(*overview.range(chunk))
        return {
            "rows": "".join(_table_row(row_of(self._sentences, one)) for one in steps),
            "lens": overview.detail(chunk),
            "x": round(x, 2),
            "width": round(width, 2),
        }

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
            f"<summary>This run as a table ({steps})</summary>"
            f'<section class="tl-scroll" aria-label="Steps of {escape(name)}" '
            f'tabindex="0"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></section></details>"
        )

    def thumbnail(self) -> str:
        """Blocks and bars only, 150 by 40 pixels."""
        view = self.view
        width, height = THUMBNAIL
        per_row = max(1, math.ceil(len(view.rows) / THUMBNAIL_ROWS))
        lines: Lines = {}
        if view.steps:
            lines = lines_of(view, Axis(view), self.spans, per_row, width)
        shown: Lines = {
            state: lines[state]
            for state in ("net", "sleep", "bar", "run", "block")
            if state in lines
        }
        rows = max(1, math.ceil(len(view.rows) / per_row))
        return (
            f'<svg class="tl-thumb" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {rows}" preserveAspectRatio="none" '
            f'aria-hidden="true">{paths(shown)}</svg>'
        )


def _table_row(row: Row | Skipped) -> str:
    if isinstance(row, Skipped):
        return f'<tr><td colspan="6">{row.text}</td></tr>'
    lines = [cut(text, LONGEST) for text in row.prints[:MOST_LINES]]
    if len(row.prints) > MOST_LINES:
        lines.append(f"… {count(len(row.prints) - MOST_LINES, 'more line')}")
    prints = "<br>".join(map(escape, lines))
    program = str(row.program) if row.program else ""
    resumed = "" if row.resumed is None else str(row.resumed)
    return (
        f'<tr data-at="{row.at}" data-lane="{row.lane}"'
        f"{attribute('data-program', program)}{attribute('data-resumed', resumed)}"
        f' data-end="{row.end}"><td>{row.number}</td><td>{row.time}</td>'
        f"<td>{escape(cut_middle(row.task, LONGEST))}</td>"
        f"<td>{row.line or ''}</td><td>{''.join(map(_bit, row.told))}</td>"
        f"<td>{prints}</td></tr>"
    )


def _bit(told: Part | Action) -> str:
    """A bit of a sentence as HTML; the page's stepper goes from action to action."""
    if isinstance(told, Action):
        data = (
            f'data-line="{told.line}"{attribute("data-lines", str(told.lines or ""))}'
        )
        return f"<span {data}>{marked(told.parts)}</span>"
    return marked([told])


def marked(parts: list[Part] | tuple[Part, ...]) -> str:
    """Parts of a sentence as HTML."""
    tags = {
        "strong": "<strong>{}</strong>",
        "bad": '<strong class="tl-bad">{}</strong>',
    }
    return "".join(
        tags.get(kind, "{}").format(escape(cut_middle(text, LONGEST)))
        for text, kind in parts
    )


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
