"""What a terminal makes of printed text: colours, and text that is written over.

The codes are those of the standard ECMA-48.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

CODES = re.compile(
    r"\x1b\[(?P<numbers>[0-9;]*)(?P<end>[A-Za-z])"  # Colours, moves and erasing.
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # Titles and links.
    r"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|[\x07\x0b\x0c]"
    r"|(?P<back>[\r\x08])"
    r"|[^\x1b\r\x07\x08\x0b\x0c]+|\x1b"
)
COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


class Style(NamedTuple):
    """How text is set.

    Attributes:
        colour: The name of its colour, or nothing for the usual one.
        bold: Whether it is bold.
        ground: The name of the colour behind it, `grey` for a black or white one, or
            nothing.
        swapped: Whether the two colours are in each other's place.
    """

    colour: str = ""
    bold: bool = False
    ground: str = ""
    swapped: bool = False

    @property
    def shown(self) -> "Style":
        """The same, with the two colours where they are seen."""
        if not self.swapped:
            return self
        return Style("", self.bold, self.colour or "grey")


PLAIN = Style()


def styled(text: str) -> list[tuple[str, Style]]:
    """One line as a terminal shows it in the end.

    Args:
        text: What was written between two line ends.

    Returns:
        Its pieces, each with its style.
    """
    if not re.search(r"[\x00-\x08\x0b-\x1f]", text):
        return [(text, PLAIN)]
    cells: list[tuple[str, Style]] = []
    style, column = PLAIN, 0
    for found in CODES.finditer(text):
        if found["back"]:
            column = 0 if found["back"] == "\r" else max(column - 1, 0)
        elif found["end"] == "m":
            style = _style(found["numbers"], style)
        elif found["end"] == "K":  # Erases: to the end of the line, or all of it.
            del cells[0 if found["numbers"] in {"1", "2"} else column :]
            cells += [(" ", PLAIN)] * (column - len(cells))
        elif found[0][0] not in "\x1b\x07\x0b\x0c" or found[0] == "\x1b":
            new = [(letter, style) for letter in found[0]]
            cells[column : column + len(new)] = new
            column += len(new)
    return list(_pieces(cells))


def visible(text: str) -> str:
    """The same without its colours."""
    return "".join(piece for piece, _ in styled(text))


def _style(numbers: str, style: Style) -> Style:
    codes = iter(numbers.split(";"))
    for code in codes:
        number = int(code or 0)
        if number == 0:
            style = PLAIN
        elif number in {1, 22}:
            style = style._replace(bold=number == 1)
        elif number in {7, 27}:
            style = style._replace(swapped=number == 7)
        elif number in {38, 48}:  # One of 256 or of all colours.
            colour = _of_many(codes)
            if number == 38:
                style = style._replace(colour=colour)
            else:
                style = style._replace(ground=_ground(colour))
        elif number == 39:
            style = style._replace(colour="")
        elif number == 49:
            style = style._replace(ground="")
        elif number // 10 in {3, 9} and number % 10 < len(COLOURS):
            style = style._replace(colour=COLOURS[number % 10])
        elif number // 10 in {4, 10} and number % 10 < len(COLOURS):
            style = style._replace(ground=_ground(COLOURS[number % 10]))
    return style


def _ground(colour: str) -> str:
    """What is behind text, as it can be shown on a light page and on a dark one."""
    return "grey" if colour in {"black", "white", ""} else colour


def _of_many(codes: Iterator[str]) -> str:
    """The colour that comes nearest to one of 256 or of all; none for a grey.

    Args:
        codes: The numbers that follow; those of the colour are taken.
    """
    kind = next(codes, "")
    numbers = [int(next(codes, "") or 0) for _ in range({"5": 1, "2": 3}.get(kind, 0))]
    if kind == "5":
        [number] = numbers
        if number < 16 or number > 231:  # The usual ones, and a row of greys.
            return COLOURS[number % 8] if number < 16 else ""
        numbers = [(number - 16) // part % 6 for part in (36, 6, 1)]
    if not numbers or max(numbers) - min(numbers) <= max(numbers) / 8:
        return ""
    middle = (max(numbers) + min(numbers)) / 2
    return COLOURS[sum(1 << place for place in range(3) if numbers[place] > middle)]


def _pieces(cells: list[tuple[str, Style]]) -> Iterator[tuple[str, Style]]:
    for style, run in groupby(cells, key=lambda cell: cell[1]):
        yield "".join(letter for letter, _ in run), style.shown
