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
)

BESIDE = 7  # pixels from a mark to its text


@dataclass
class Note:
    """A text above a bar.

    Attributes:
        x: Where its mark stands, in percent.
        text: The text.
        kind: `print` with a mark of its own, or `error` without one.
        step: Number of the step it belongs to, or None.
        side: `right`, `left`, or empty if there is no room for it.
        widths: Class of the cards that are wide enough; empty for all.
        away: Pixels between the mark and a text left of it.
    """

    x: float
    text: str
    kind: str = "print"
    step: int | None = None
    side: str = ""
    widths: str = ""
    away: int = BESIDE


# The arrow of a timeout is a slot left of the step that it wakes, and of its mark. So
# near, in percent, a text left of the mark ends at the arrow, on the widest plot, too.
NEAR, WIDEST = 4, 650


def place_notes(
    notes: list[Note], margin: int, name: float, arrows: Sequence[float] = ()
) -> None:
    """Choose a side for each text of one lane, or none.

    Args:
        notes: The texts; they are sorted and changed in place.
        margin: Room right of the plot, in pixels.
        name: Where the lane's name ends on a phone, in pixels. No mark there has a
            text, so it is in the way of errors alone.
        arrows: Where arrows cross the line of these texts, in percent.
    """
    notes.sort(key=lambda note: note.x)
    for note in notes:
        near = [note.x - x for x in arrows if 0 < note.x - x < NEAR]
        if near and note.kind == "print":
            note.away = 4 + round(max(near) * WIDEST / 100)
    turned = _place(notes, WIDE, margin, 0, arrows)
    chosen = [note.side for note in notes]
    narrow = _place(notes, NARROW, margin, name, arrows)
    for number, (note, side) in enumerate(zip(notes, chosen, strict=True)):
        # The other side would be right for the narrow plot alone.
        note.widths = "" if note.side == side else WIDE_ONLY
        both = number in turned and number in narrow
        note.side = "left" if both and not note.widths else side


def _place(
    notes: list[Note], plot: int, margin: int, name: float, arrows: Sequence[float]
) -> set[int]:
    """Choose the sides on one plot.

    Returns:
        The numbers of the texts right of their marks, through which an arrow goes, and
        which have room without one on the left.
    """
    taken = 0.0
    turned = set()

    def crossed(left: float, right: float) -> bool:
        return any(left - 3 < arrow * plot / 100 < right + 3 for arrow in arrows)

    for index, note in enumerate(notes):
        x = note.x * plot / 100
        width = len(note.text) * (MONO if note.kind == "print" else BOLD)
        following = notes[index + 1].x * plot / 100 if notes[index + 1 :] else 1e9
        note.side = ""
        if note.kind == "error":
            if x - width >= max(taken, name):
                note.side, taken = "left", x
            continue
        mark = 5
        if x + 8 + width <= min(plot + margin, following - mark - 2):
            right = crossed(x + BESIDE, x + 8 + width)
            left = x - 8 - width < taken or crossed(x - 8 - width, x - BESIDE)
            if right and not left:
                turned.add(index)
            note.side, taken = "right", x + 8 + width
        elif x - 8 - width >= taken:
            note.side = "left"
            if x - 1 - note.away - width < taken:
                note.away = BESIDE
            taken = x + mark
        else:
            taken = max(taken, x + mark)
    return turned


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
        width, x = len(self.text) * each, self.x * plot / 100
        start = {"start": x, "middle": x - width / 2, "end": x - width}[self.anchor]
        return start, start + width


@dataclass
class Captions:
    """Texts that are collected while marks are drawn, until the room is known.

    Attributes:
        notes: For each lane, texts that are to be above its bars.
        ticks: Texts that are to be above the axis, the most important first.
        still: The same for blocking calls, with their widths below zero.
        called: For each lane of callbacks, where the last name right of a block ends,
            in percent of the narrowest plot that shows it.
    """

    notes: defaultdict[int, list[Note]] = field(
        default_factory=lambda: defaultdict(list)
    )
    ticks: list[Tick] = field(default_factory=list)
    still: list[tuple[float, Tick]] = field(default_factory=list)
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
