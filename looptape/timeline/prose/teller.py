"""What all that tells of a run shares: names, neighbours of a step, clauses."""

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from looptape.recording import Wait
from looptape.timeline.model.view import View
from looptape.timeline.prose.headline import Part
from looptape.words import count

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
LONGEST = 60  # characters of what is printed or returned
MOST_NAMES = 4


class Teller:
    """Knows who woke and cancelled whom.

    Args:
        view: The run.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self._before: list[int | None] = [None] * len(view.steps)
        for numbers in view.of_lane.values():
            for earlier, later in pairwise(numbers):
                self._before[later] = earlier
        self._woken: dict[int, list[int]] = defaultdict(list)
        for number, waker in enumerate(view.wakers):
            if waker is not None:
                self._woken[waker].append(number)
        self._cancelled: dict[int, list[int]] = defaultdict(list)
        for number, lane in view.cancellations:
            self._cancelled[number].append(lane)

    def name(self, lane: int) -> Part:
        """A lane's name, set in bold."""
        return self.view.called(lane), "strong"

    def names(self, lanes: list[int]) -> list[Part]:
        """Several names: `A, B and C`, or how many."""
        if len(lanes) > MOST_NAMES:
            return [(count(len(lanes), "task"), "")]
        parts: list[Part] = []
        for place, lane in enumerate(lanes):
            if place:
                parts.append((" and " if place == len(lanes) - 1 else ", ", ""))
            parts.append(self.name(lane))
        return parts

    def _waker(self, number: int) -> int | None:
        """The lane of another task that woke one, if it is shown."""
        waker = self.view.wakers[number]
        lane = None if waker is None else self.view.steps[waker].lane
        if lane == self.view.steps[number].lane or lane not in self.view.row_of:
            return None
        return lane

    def _wait_before(self, number: int, lane: int) -> Wait | None:
        """What a lane waits for at the moment of another's step."""
        numbers = self.view.of_lane[lane]
        place = bisect_left(numbers, number) - 1
        return self.view.steps[numbers[place]].wait if place >= 0 else None

    def _is_cut_off(self, number: int) -> bool:
        """Whether a limit ended the run at this step."""
        last = number == len(self.view.steps) - 1
        return last and self.view.recording.ended == "limit"


def numeral(number: int) -> str:
    """A number as a word, as far as words are shorter."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def joined(clauses: list[list[Part]]) -> list[Part]:
    """Join clauses: `a, b and c`; after a list of names a comma comes first."""
    parts: list[Part] = []
    for place, clause in enumerate(clauses):
        if place:
            before = clauses[place - 1]
            several = any(
                " and " in text or ", which" in text
                for text, kind in before
                if not kind
            )
            if before[0][0].startswith("prints"):
                several = "” and " in before[0][0]
            last = place == len(clauses) - 1
            link = (", and " if several else " and ") if last else ", "
            parts.append((link, ""))
        parts += clause
    return parts
