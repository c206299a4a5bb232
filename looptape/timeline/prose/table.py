"""The run as a table: for readers who do not see the picture, and for its stepper."""

from collections.abc import Iterator
from dataclasses import dataclass

from looptape.recording import Recording
from looptape.text.words import count, seconds
from looptape.timeline.model.printed import is_early
from looptape.timeline.model.view import View, is_timeout
from looptape.timeline.prose.parts import Part, plain
from looptape.timeline.prose.sentences import Sentences, Told
from looptape.timeline.terminal import visible

# What a terminal would obey instead of showing it, or cannot show.
HIDDEN = (*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
SHOWN = {**dict.fromkeys(HIDDEN, "\ufffd"), ord("\t"): " ", ord("\n"): " "}

# A long run keeps so many rows of its beginning and its end.
MOST, FIRST, LAST = 200, 100, 20


@dataclass(frozen=True)
class Action:
    """A clause of a step's sentence, for a reader who goes through it bit by bit.

    Attributes:
        parts: Its words.
        line: Line of the script that does it.
        lines: How many lines the row has when it is done: those that the step has
            printed, and what was printed before them.
    """

    parts: tuple[Part, ...]
    line: int
    lines: int


@dataclass(frozen=True)
class Row:
    """One step, for a reader.

    Attributes:
        number: From 1, as the picture counts.
        at: When it begins, in ns.
        time: The same in words.
        lane: Index of the lane in the recording.
        task: Its name; empty where the loop itself acts.
        program: Index of its program.
        resumed: Line of the script where it goes on, or None.
        line: Line where it ends, or None.
        end: `waits`, `returns`, `raises` or `cancelled`.
        told: What happens, without the name, in order: words, and what it does.
        prints: The lines it prints, and those that are printed outside all steps
            after it, or before the first one.
    """

    number: int
    at: int
    time: str
    lane: int
    task: str
    program: int
    resumed: int | None
    line: int | None
    end: str
    told: tuple[Part | Action, ...]
    prints: tuple[str, ...]

    @property
    def what(self) -> tuple[Part, ...]:
        """What happens, without the name."""
        parts: list[Part] = []
        for one in self.told:
            parts += one.parts if isinstance(one, Action) else [one]
        return tuple(_merged(parts))

    @property
    def sentence(self) -> tuple[Part, ...]:
        """What happens, with the name of the one who does it."""
        what = self.what
        if not self.task or what[0][0][:1].isupper():
            return what
        return ((self.task, "strong"), (" ", ""), *what)


@dataclass(frozen=True)
class Skipped:
    """Stands for rows that a long run leaves out.

    Attributes:
        steps: How many.
    """

    steps: int

    @property
    def text(self) -> str:
        """What the table says in their place."""
        return f"{count(self.steps, 'more step')}, in the recording"


def rows_of(sentences: Sentences) -> list[Row | Skipped]:
    """The steps of a run, in order; those in the middle of a long one are left out.

    Args:
        sentences: Tell the run.
    """
    number = len(sentences.view.steps)
    if number <= MOST:
        return [row_of(sentences, place) for place in range(number)]
    return [
        *(row_of(sentences, place) for place in range(FIRST)),
        Skipped(number - FIRST - LAST),
        *(row_of(sentences, place) for place in range(number - LAST, number)),
    ]


def row_of(sentences: Sentences, place: int) -> Row:
    """The row of one step.

    Args:
        sentences: Tell the run.
        place: The step's number, from 0.
    """
    view = sentences.view
    step = view.steps[place]
    told = sentences.step(place)
    return Row(
        number=place + 1,
        at=step.at,
        time=seconds(step.at),
        lane=step.lane,
        task="" if is_timeout(step) else told.task,
        program=view.lanes[step.lane].program,
        resumed=step.resumed,
        line=step.line,
        end=step.end,
        told=tuple(_told(view, place, told)),
        prints=tuple(visible(line.text) for line in view.lines.get(place, ())),
    )


def _told(view: View, number: int, told: Told) -> Iterator[Part | Action]:
    """Find the clauses in the sentence that was made of them."""
    output = view.recording.output
    rest = told.parts
    printed, by = _counts(view, number)
    for clause in told.clauses:
        for deed in clause.deeds:
            if deed.piece is not None:
                printed = by[id(output[deed.piece])]
        # A library's own deeds have no line of the script.
        line = next((one.line for one in clause.deeds if one.line is not None), None)
        size = len(clause.parts)
        starts = range(len(rest) - size + 1)
        place = next((i for i in starts if rest[i : i + size] == clause.parts), None)
        if line is not None and place is not None:
            yield from _merged(rest[:place])
            yield Action(tuple(_merged(clause.parts)), line, printed)
            rest = rest[place + size :]
    yield from _merged(rest)


def _counts(view: View, place: int) -> tuple[int, dict[int, int]]:
    """How many lines a step's row has before the step, and after each piece, by id."""
    pieces = [piece for line in view.lines.get(place, ()) for piece in line.pieces]
    early = whole = 0
    counts: dict[int, int] = {}
    for piece in {id(piece): piece for piece in pieces}.values():
        counts[id(piece)] = whole = whole + piece.text.count("\n")
        if is_early(piece):
            early = whole
    return early, counts


def _merged(parts: list[Part]) -> Iterator[Part]:
    """Join neighbours that are set alike."""
    held: Part | None = None
    for text, kind in parts:
        if held is not None and held[1] == kind:
            held = held[0] + text, kind
        else:
            if held is not None:
                yield held
            held = text, kind
    if held is not None:
        yield held


def text_table(recording: Recording) -> str:
    """The steps as a table of plain text, with the total time under it.

    Control characters of names are shown as such: a terminal does not obey them.
    """
    table = [("step", "time", "task", "line", "what happens")]
    for row in rows_of(Sentences(View(recording))):
        if isinstance(row, Skipped):
            table.append(("…", "", "", "", row.text))
        else:
            line = "" if row.line is None else str(row.line)
            task, what = row.task.translate(SHOWN), plain(row.what).translate(SHOWN)
            table.append((str(row.number), row.time, task, line, what))
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    lines = [
        "  ".join([*map(str.ljust, row[:4], widths), row[4]]).rstrip() for row in table
    ]
    how = recording.ended
    if how == "returned" and recording.status:
        how = f"exited with status {recording.status}"
    if how == "deadlock" and (recording.serves or recording.idles):
        how = "serving" if recording.serves else "idle"
    end = f"{how} after {seconds(recording.until)}"
    if recording.error:
        lines_of_error = recording.error.split("\n")
        end += ": " + "\n".join(line.translate(SHOWN) for line in lines_of_error)
    return "\n".join([*lines, end])
