"""What the words for one step need of other steps: who woke it, whom it wakes."""

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from looptape.recording import Deed, Step, Wait
from looptape.text.words import numeral
from looptape.timeline.model.spans import handed_over
from looptape.timeline.model.view import View
from looptape.timeline.prose.parts import MOST_NAMES, Part, named


class Neighbours:
    """Knows for each step of a run what came before it and what it causes.

    Args:
        view: The run.

    Attributes:
        view: The run.
        before: For each step, the number of its lane's step before it, or None.
        woken: By number of a step, the numbers of the steps that its end woke.
        woken_by_deed: The same by number of a step and index of its deed.
        cancelled: By number of a step, the lanes that it cancels.
        queues: The names of all queues that programs use.
        queued: Calls for which no worker is free when they are handed over, by
            number of a step and index of its deed.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.before: list[int | None] = [None] * len(view.steps)
        for numbers in view.of_lane.values():
            for earlier, later in pairwise(numbers):
                self.before[later] = earlier
        self.woken: dict[int, list[int]] = defaultdict(list)
        self.woken_by_deed: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, woken in enumerate(view.woken):
            if woken is None:
                continue
            waker, deed = woken
            if deed is None:
                self.woken[waker].append(number)
            else:
                self.woken_by_deed[waker, deed].append(number)
        self.cancelled: dict[int, list[int]] = defaultdict(list)
        for number, lane in view.cancellations:
            self.cancelled[number].append(lane)
        self.queues = {
            deed.name
            for step in view.steps
            for deed in step.deeds
            if deed.kind == "queue"
        }
        self.queued = _queued(view)

    def name(self, lane: int) -> Part:
        """A lane's name, set in bold."""
        return self.view.called(lane), "strong"

    def names(self, lanes: list[int]) -> list[Part]:
        """Several names: `A, B and C`, or how many."""
        return named([self.view.called(lane) for lane in lanes])

    def lane_names(self, lanes: list[int]) -> str:
        """The same as one text, also of a library's tasks."""
        if len(lanes) > MOST_NAMES and any(lane in self.view.row_of for lane in lanes):
            return f"{numeral(len(lanes))} tasks"
        return self.view.lane_names(lanes)

    def is_task(self, lane: int) -> bool:
        """Whether a lane is that of a task that is shown."""
        return lane in self.view.row_of and self.view.lanes[lane].kind == "task"

    def waker(self, number: int) -> int | None:
        """The lane of another task that woke one, if it is shown."""
        waker = self.view.wakers[number]
        lane = None if waker is None else self.view.steps[waker].lane
        if lane == self.view.steps[number].lane or lane not in self.view.row_of:
            return None
        return lane

    def waking_deed(self, number: int) -> Deed | None:
        """What the task did that woke one, if that is noted."""
        woken = self.view.woken[number]
        if woken is None or woken[1] is None:
            return None
        deeds = self.view.steps[woken[0]].deeds
        return deeds[woken[1]] if woken[1] < len(deeds) else None

    def earlier_wait(self, number: int) -> Wait | None:
        """What a step's lane waited for before it."""
        before = self.before[number]
        return None if before is None else self.view.steps[before].wait

    def wait_before(self, number: int, lane: int) -> Wait | None:
        """What a lane waits for at the moment of another's step."""
        numbers = self.view.of_lane[lane]
        place = bisect_left(numbers, number) - 1
        return self.view.steps[numbers[place]].wait if place >= 0 else None

    def last_step(self, lane: int, number: int) -> Step | None:
        """The step that ended a lane, if that was before another step."""
        numbers = self.view.of_lane[lane]
        if not numbers or numbers[-1] >= number:
            return None
        last = self.view.steps[numbers[-1]]
        return None if last.end == "waits" else last

    def is_cut_off(self, number: int) -> bool:
        """Whether a limit ended the run at this step."""
        last = number == len(self.view.steps) - 1
        return last and self.view.recording.ended == "limit"


def _queued(view: View) -> set[tuple[int, int]]:
    """The calls that their workers begin with later."""
    queued = {
        (number, index)
        for number, step in enumerate(view.steps)
        for index, deed in enumerate(step.deeds)
        if deed.verb == "hands" and not deed.lanes  # It was cancelled before one was.
    }
    for (number, index), bar in handed_over(view):
        if bar.at > view.steps[number].deeds[index].at:
            queued.add((number, index))
    return queued
