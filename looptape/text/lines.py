"""Lines of output, as the pieces make them that programs write."""

from collections.abc import Iterable
from dataclasses import dataclass

from looptape.recording import Piece


@dataclass
class Line:
    """A line of output; made for display, and not kept.

    Attributes:
        text: The line without its line feed.
        pieces: The pieces that it is made of; several where it was written bit by
            bit, maybe by several tasks.
    """

    text: str
    pieces: list[Piece]

    @property
    def last(self) -> Piece:
        """The piece that completed it."""
        return self.pieces[-1]

    @property
    def at(self) -> int:
        """When it was completed, in ns."""
        return self.last.at

    @property
    def stream(self) -> str:
        """`out` or `err`."""
        return self.last.stream

    @property
    def program(self) -> int:
        """Index of its program."""
        return self.last.program

    @property
    def lane(self) -> int | None:
        """Index of the lane that completed it, or None."""
        return self.last.lane

    @property
    def step(self) -> int | None:
        """Index of the step that completed it, or None."""
        return self.last.step


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """The lines that pieces of output make, in the order they were completed."""
    lines: list[Line] = []
    begun: dict[tuple[str, int], Line] = {}
    for piece in pieces:
        key = piece.stream, piece.program
        *whole, rest = piece.text.split("\n")
        for text in whole:
            line = begun.pop(key, None) or Line("", [])
            line.text += text
            line.pieces.append(piece)
            lines.append(line)
        if rest:
            line = begun.setdefault(key, Line("", []))
            line.text += rest
            line.pieces.append(piece)
    return [*lines, *begun.values()]
