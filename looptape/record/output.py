"""What programs print, as lines."""

from looptape.record.errors import LimitReached
from looptape.record.lanes import program
from looptape.record.limits import Limits
from looptape.recording import Line


class Output:
    """Makes lines of what is written; a line counts when it is complete.

    Args:
        lines: Gets the lines.
        limits: How much may be written; after that, a tenth more to clean up.
    """

    def __init__(self, lines: list[Line], limits: Limits) -> None:
        self._lines = lines
        self._begun: dict[tuple[str, int, int | None], list[str]] = {}
        self._written = 0
        self._limits = limits
        self._most_lines, self._most_characters = limits.lines, limits.characters

    def write(
        self, stream: str, text: str, lane: int | None, step: int | None, now: int
    ) -> None:
        """Note printed text.

        Args:
            stream: `out` or `err`.
            text: What is written.
            lane: Index of the lane that prints, or None.
            step: Index of the step that prints, or None.
            now: The time, in ns.

        Raises:
            LimitReached: The program has printed too much.
        """
        key = (stream, program.get(), lane)
        self._written += len(text)
        first, *others = text.split("\n")
        if first:
            self._begun.setdefault(key, []).append(first)
        for line in others:
            whole = "".join(self._begun.pop(key, ()))
            self._lines.append(Line(whole, now, stream, program.get(), lane, step))
            if line:
                self._begun[key] = [line]
        limits = self._limits
        if self._written > self._most_characters:
            self._most_characters = self._written + limits.characters // 10
            most = f"{limits.characters:,} characters"
            raise LimitReached(f"stopped after {most} of output")
        if len(self._lines) > self._most_lines:
            self._most_lines = len(self._lines) + limits.lines // 10
            raise LimitReached(f"stopped after {limits.lines:,} lines of output")

    def close(self, step: int | None, now: int) -> None:
        """Note the lines that were begun only.

        Args:
            step: Index of the step that runs at the end, or None.
            now: The time, in ns.
        """
        for (stream, index, lane), texts in self._begun.items():
            self._lines.append(Line("".join(texts), now, stream, index, lane, step))
        # Threads print at their own times; a stable sort keeps the other order.
        self._lines.sort(key=lambda line: line.at)
