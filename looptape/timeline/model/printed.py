"""Which step printed what, and where what no step printed belongs."""

from collections import defaultdict

from looptape.recording import Piece, Recording
from looptape.text.lines import Line
from looptape.timeline.model.numbers import Numbers


class Printed:
    """The output of a run, step by step.

    Args:
        recording: The run.
        numbers: Those of its steps that are shown.

    Attributes:
        by_steps: For each step, the lines it printed, or parts of lines.
        aside: The same of what no step printed, with the number of the step after
            which it came; of what came before all steps, with that of the first.
        lines: Both, in the order in which they were printed.
        step_of: For each piece of output, by its id, the number of that step.
    """

    def __init__(self, recording: Recording, numbers: Numbers) -> None:
        self.by_steps: dict[int, list[Line]] = defaultdict(list)
        self.aside: dict[int, list[Line]] = defaultdict(list)
        self.lines: dict[int, list[Line]] = defaultdict(list)
        self.step_of: dict[int, int] = {}
        self._real = recording.clock == "real"
        self._numbers = numbers
        number, steps = 0, numbers.steps
        for piece in recording.output:
            while number < len(steps) - 1 and steps[number + 1].at <= piece.at:
                number += 1
            step = numbers.of(piece.step)
            place = self._place(piece, number) if step is None else step
            (self.aside if step is None else self.by_steps)[place] += _lines(piece)
            _go_on(self.lines[place], piece)
            self.step_of[id(piece)] = place

    def _place(self, piece: Piece, number: int) -> int:
        """The number of the step after which something came that none printed.

        Args:
            piece: What was printed.
            number: The number of the last step that begins no later.
        """
        if is_early(piece):
            return 0
        if piece.after is None:
            return number
        hidden = self._numbers.of(piece.after) is None
        after = max(0, self._numbers.first[piece.after] - hidden)
        # Times of a real clock are too coarse to tell.
        place = after if self._real or piece.lane is None else number
        # A simulated thread: before what follows from it at the same time.
        while place > after and self._numbers.steps[place].at >= piece.at:
            place -= 1
        return place


def is_early(piece: Piece) -> bool:
    """Whether something was printed before the first step."""
    return (piece.step, piece.lane, piece.after) == (None, None, None)


def _lines(piece: Piece) -> list[Line]:
    """The lines, or parts of lines, that one piece of output is."""
    texts = piece.text.split("\n")
    if not texts[-1]:
        texts.pop()
    return [Line(text, [piece]) for text in texts]


def _go_on(lines: list[Line], piece: Piece) -> None:
    """Add the lines of a piece, the first of which may go on with the last one."""
    own = _lines(piece)
    last = lines[-1].last if lines else Piece("\n", 0)
    same = (last.stream, last.program) == (piece.stream, piece.program)
    # One that is written over is shown as often as it was written.
    if own and same and not last.text.endswith("\n") and "\r" not in own[0].text:
        lines[-1].text += own.pop(0).text
        lines[-1].pieces.append(piece)
    lines += own
