"""What programs print, in pieces."""

from collections.abc import Callable
from typing import NoReturn

from looptape.record.limits import Limits
from looptape.recording import Piece


class Output:
    """Keeps what is written, and how much that is.

    Args:
        pieces: Gets the pieces.
        limits: How much may be written; after that, a tenth more to clean up.
        stop: Called with the limit that is met, in words; it raises.
    """

    def __init__(
        self, pieces: list[Piece], limits: Limits, stop: Callable[[str], NoReturn]
    ) -> None:
        self._stop = stop
        self._pieces = pieces
        self._characters = self._lines = 0
        self._limits = limits
        self._most_lines, self._most_characters = limits.lines, limits.characters
        self._ended: str | None = None

    def write(self, piece: Piece, same: bool) -> None:
        """Note written text.

        Args:
            piece: The text, when and by what it is written.
            same: Whether the program writes it with the same call as what came
                before; `print` writes its arguments one by one.
        """
        last = self._pieces[-1] if self._pieces else None
        if same and last is not None and _goes_on(last, piece):
            last.text += piece.text
        else:
            self._pieces.append(piece)

    def count(self, text: str) -> None:
        """End a program that prints too much; it may clean up first.

        Args:
            text: What it prints now.

        Raises:
            LimitReached: It has printed too much before, or does now.
        """
        self._characters += len(text)
        self._lines += text.count("\n")
        limits = self._limits
        most = None
        if self._characters > self._most_characters:
            most = f"{limits.characters:,} characters"
        elif self._lines > self._most_lines:
            most = f"{limits.lines:,} lines"
        if most is None:
            return
        if self._ended is None:
            self._ended = f"stopped after {most} of output"
            self._most_characters = self._characters + limits.characters // 10
            self._most_lines = self._lines + limits.lines // 10
        self._stop(self._ended)

    @property
    def full(self) -> bool:
        """Whether nothing more is kept, because the program goes on all the same."""
        return self._ended is not None and (
            self._characters > self._most_characters or self._lines > self._most_lines
        )

    def order(self) -> list[int]:
        """Sort the pieces by time, and give the new place of each.

        Simulated threads print at their own times; a stable sort keeps the other
        order.
        """
        by_time = sorted(enumerate(self._pieces), key=lambda entry: entry[1].at)
        places = [0] * len(by_time)
        for new, (old, _) in enumerate(by_time):
            places[old] = new
        self._pieces[:] = [piece for _, piece in by_time]
        return places


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Whether a piece is written where the one before it left off."""
    here, there = (
        (one.stream, one.program, one.lane, one.step, one.after, one.by)
        for one in (piece, last)
    )
    # A real clock may go on within a `print`.
    soon = piece.at == last.at or piece.text == "\n"
    return here == there and soon and not last.text.endswith("\n")
