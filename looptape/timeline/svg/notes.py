"""Finds room for texts beside marks, at two widths of the plot."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from looptape.timeline.geometry import RIGHT
from looptape.timeline.svg.markup import (
    BOLD,
    LABEL,
    MONO,
    NARROW,
    NARROW_ONLY,
    WIDE,
    WIDE_ONLY,
    width,
)

BESIDE = 7  # pixels from a mark to its text

# What a text must not lie on, such as a line from lane to lane: the place of its middle
# in percent, and half its width in pixels.
Other = tuple[float, float]


@dataclass
class Note:
    """A text above a bar.

    Attributes:
        x: Where its mark stands, in percent.
        forms: The text and its shorter forms, the longest first.
        kind: `print` with a mark of its own, or `error` without one.
        step: Number of the step it belongs to, or None.
        side: `right`, `left`, or empty if there is no room for it.
        widths: Class of the cards that are wide enough; empty for all.
        away: Pixels between the mark and a text left of it.
        text: The form that has room.
    """

    x: float
    forms: list[str]
    kind: str = "print"
    step: int | None = None
    side: str = ""
    widths: str = ""
    away: int = BESIDE
    text: str = ""


# The arrow of a timeout is a slot left of the step that it wakes, and of its mark. So
# near, in percent, a text left of the mark ends at the arrow, on the widest plot, too.
NEAR, WIDEST = 4, 650


def place_notes(
    notes: list[Note], margin: int, name: float, others: Sequence[Other] = ()
) -> None:
    """Choose a side for each text of one lane, or none.

    Args:
        notes: The texts; they are sorted and changed in place.
        margin: Room right of the plot, in pixels.
        name: Where the lane's name ends on a phone, in pixels. No mark there has a
            text, so it is in the way of errors alone.
        others: What else is in the line of these texts.
    """
    notes.sort(key=lambda note: note.x)
    for note in notes:
        near = [note.x - x for x, _ in others if 0 < note.x - x < NEAR]
        if near and note.kind == "print":
            note.away = 4 + round(max(near) * WIDEST / 100)
    _Row(NARROW, NARROW + margin, name, others).place(notes)
    narrow = [(note.side, note.text) for note in notes]
    _Row(WIDE, WIDE + margin, 0, others).place(notes)
    for note, chosen in zip(notes, narrow, strict=True):
        # Another side or form would be right for the narrow plot alone.
        note.widths = "" if (note.side, note.text) == chosen else WIDE_ONLY


class _Row:
    """The line of a lane's texts on one plot; all places are in pixels.

    Args:
        plot: The width of the plot.
        end: Where the room for texts ends.
        name: Where that for errors begins.
        others: What else is in the line.
    """

    def __init__(
        self, plot: int, end: float, name: float, others: Sequence[Other]
    ) -> None:
        self.plot, self.end, self.name = plot, end, name
        places = [(x * plot / 100, half) for x, half in others]
        self.others = [(x - half - 3, x + half + 4) for x, half in places]

    def place(self, notes: list[Note]) -> None:
        """Choose a side for each shortest form, then the longest that fits there."""
        taken = 0.0
        for note, following in zip(notes, [*notes[1:], None], strict=True):
            note.text = note.forms[-1]
            end = self.before(following)
            sides = ("left",) if note.kind == "error" else ("right", "left")
            note.side = next(
                (side for side in sides if self.fits(note, side, taken, end)), ""
            )
            taken = self.after(note, taken)
        taken = 0.0
        for note, following in zip(notes, [*notes[1:], None], strict=True):
            end = self.before(following)
            if following is not None and following.side == "left":
                end = min(end, self.extent(following, "left")[0])
            for form in note.forms if note.side else ():
                note.text = form
                if self.fits(note, note.side, taken, end):
                    break
            taken = self.after(note, taken)

    def extent(self, note: Note, side: str) -> tuple[float, float]:
        """Where a text beside its mark begins and ends."""
        x = note.x * self.plot / 100
        if note.kind == "error":
            return x - width(note.text, BOLD), x
        wide = len(note.text) * MONO
        if side == "right":
            return x + 8, x + 8 + wide
        return x - 1 - note.away - wide, x - 1 - note.away

    def fits(self, note: Note, side: str, start: float, end: float) -> bool:
        """Whether a text is in the room that is left, and no line crosses it."""
        left, right = self.extent(note, side)
        if note.kind == "error":
            start = max(start, self.name)
        beside = start <= left if side == "left" else right <= end
        return beside and not any(x1 < right and left < x2 for x1, x2 in self.others)

    def before(self, following: Note | None) -> float:
        """Where the room ends that the next mark leaves."""
        if following is None:
            return self.end
        return min(self.end, following.x * self.plot / 100 - 7)

    def after(self, note: Note, taken: float) -> float:
        """Where the room begins that a text and its mark leave."""
        ends = [taken]
        if note.side:
            ends.append(self.extent(note, note.side)[1])
        if note.kind == "print":
            ends.append(note.x * self.plot / 100 + 5)
        return max(ends)


@dataclass
class Tick:
    """A text above the axis.

    Attributes:
        x: Its place, in percent.
        text: The text.
        anchor: `start`, `middle` or `end`.
        kind: A class, such as `tl-tick`.
        shorter: A shorter form, for where there is no room.
        widths: Class of the cards it is for; empty for all.
    """

    x: float
    text: str
    anchor: str = "start"
    kind: str = "tl-tick"
    shorter: str = ""
    widths: str = ""

    def extent(self, plot: int) -> tuple[float, float]:
        """Where it begins and ends on a plot of so many pixels."""
        each = LABEL if self.kind == "tl-tick" else BOLD
        wide, x = width(self.text, each), self.x * plot / 100
        start = {"start": x, "middle": x - wide / 2, "end": x - wide}[self.anchor]
        return start, start + wide


@dataclass
class Captions:
    """Texts that are collected while marks are drawn, until the room is known.

    Attributes:
        notes: For each lane, texts that are to be above its bars.
        ticks: Texts that are to be above the axis, the most important first.
        still: The same for blocking calls, with their widths below zero.
        others: For each lane, what else is above its bars.
        called: For each lane of callbacks, where the last name right of a block ends,
            in percent of the narrowest plot that shows it.
    """

    notes: defaultdict[int, list[Note]] = field(
        default_factory=lambda: defaultdict(list)
    )
    ticks: list[Tick] = field(default_factory=list)
    still: list[tuple[float, Tick]] = field(default_factory=list)
    others: defaultdict[int, list[Other]] = field(
        default_factory=lambda: defaultdict(list)
    )
    called: dict[int, float] = field(default_factory=dict)


def place_ticks(ticks: Iterable[Tick]) -> list[Tick]:
    """Choose the texts that have room above the axis.

    Args:
        ticks: The texts, the most important first.

    Returns:
        Those that fit at one width at least.
    """
    wide: list[tuple[float, float]] = []
    narrow: list[tuple[float, float]] = []
    placed = []
    for tick in ticks:
        forms = [tick]
        if tick.shorter:
            forms.append(replace(tick, text=tick.shorter))
        chosen = next((form for form in forms if _free(form, WIDE, wide)), None)
        other = next((form for form in forms if _free(form, NARROW, narrow)), None)
        if chosen is not None and other is not None and chosen.text == other.text:
            placed.append(chosen)
            continue
        if chosen is not None:
            placed.append(replace(chosen, widths=WIDE_ONLY))
        if other is not None:
            placed.append(replace(other, widths=NARROW_ONLY))
    return placed


def _free(tick: Tick, plot: int, taken: list[tuple[float, float]]) -> bool:
    start, end = tick.extent(plot)
    if start < -2 or end > plot + RIGHT[""]:
        return False
    if any(start < other[1] + 8 and other[0] < end + 8 for other in taken):
        return False
    taken.append((start, end))
    return True
