"""What a reader is shown of a recording, before any of it is drawn or told.

Picture and table are made from the same view, so they cannot differ: which lanes
there are and in which order, which steps count, who woke whom.
"""

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

from looptape.recording import SECOND, Bar, Hold, Recording, Step, Wait
from looptape.text.labels import labels, of_library
from looptape.text.words import count, series
from looptape.timeline.model.loopless import without_loop
from looptape.timeline.model.namesakes import (
    counted,
    row_names,
    told_apart,
    with_owners,
)
from looptape.timeline.model.numbers import Numbers
from looptape.timeline.model.printed import Printed
from looptape.timeline.model.rows import ordered

# A moment: a time in ns, and how many of the shown steps lie before it. Steps of
# one instant have the same time; their order is the second number. A half means
# the middle of a step.
Point = tuple[int, float]

MOST_NAMES = 4

# Later than any time of a run.
FOREVER = 1 << 62


class View:
    """The part of a run that is shown.

    Args:
        recording: The run.

    Attributes:
        recording: The run; that of a program without a loop is cut into one step
            after each of its blocking calls, and tasks of one name are numbered.
        numbers: Those of the shown steps.
        steps: The shown steps, in order. A step's number here is its place in
            this list.
        times: When each of them begins, in ns.
        rows: Indexes of the shown lanes, from top to bottom.
        depth: For each shown lane, how many shown lanes made one another above it.
        maker: For each shown lane, the nearest shown lane that made it, or None.
        of_lane: For each lane, the numbers of its steps.
        bars: For each lane, its work outside the loop's thread.
        wakers: For each step, the number of the step that woke it, or None.
        woken: The same with the index of the deed that did, or None for its end.
        printed: For each step, the lines it printed, or parts of lines.
        aside: The same of what no step printed, with the number of the step after
            which it came; of what came before all steps, with that of the first.
        lines: Both, in the order in which they were printed.
        step_of: For each piece of output, by its id, the number of that step.
        holds: For each lane that held locks, the numbers of the steps in which it
            got and gave back each of them, in order.
        total: When all was over, in ns.
    """

    def __init__(self, recording: Recording) -> None:
        recording = told_apart(without_loop(recording))
        hidden = _hidden(recording)
        recording = with_owners(counted(recording, hidden), hidden)
        self.recording = recording
        self.lanes = recording.lanes
        self.numbers = Numbers(recording, hidden)
        self.steps = self.numbers.steps
        lanes = range(len(recording.lanes))
        self.of_lane: dict[int, list[int]] = {lane: [] for lane in lanes}
        for number, step in enumerate(self.steps):
            self.of_lane[step.lane].append(number)
        self.bars: dict[int, list[Bar]] = {lane: [] for lane in lanes}
        for bar in recording.bars:
            self.bars[bar.lane].append(bar)
        self.times = [step.at for step in self.steps]
        self.woken = [self._waker(step) for step in self.steps]
        self.wakers = [None if woken is None else woken[0] for woken in self.woken]
        ends = [bar.until for bar in recording.bars]
        ends += [step.until for step in self.steps[-1:]]
        self.total = max([recording.until, *ends])
        self.rows, self.depth, self.maker = ordered(
            self.lanes, hidden, self.on_axis_only
        )
        self.row_of = {lane: row for row, lane in enumerate(self.rows)}
        printed = Printed(recording, self.numbers)
        self.printed, self.aside = printed.by_steps, printed.aside
        self.lines, self.step_of = printed.lines, printed.step_of
        self.holds: dict[int, list[tuple[int, int, Hold]]] = defaultdict(list)
        for hold in recording.holds:
            first = self.numbers.first[hold.step]
            last = len(self.steps)
            if hold.until is not None:
                last = self.numbers.first[hold.until]
            if hold.lane in self.row_of and last > first:
                self.holds[hold.lane].append((first, last, hold))

    def number(self, index: int | None) -> int | None:
        """The number of a recorded step, or None if it is not shown."""
        return self.numbers.of(index)

    def _waker(self, step: Step) -> tuple[int, int | None] | None:
        """The shown step that woke one, seen through those of libraries."""
        index, deed = step.woken_by, step.deed
        while index is not None:
            number = self.number(index)
            if number is not None:
                return number, deed
            between = self.recording.steps[index]
            index, deed = between.woken_by, between.deed
        return None

    def on_axis_only(self, lane: int) -> bool:
        """Whether all that a lane does is to end timeouts, which the axis shows."""
        return self.lanes[lane].kind == "callbacks" and all(
            is_timeout(self.steps[number]) for number in self.of_lane[lane]
        )

    def is_inner(self, number: int) -> bool:
        """Whether a step is that of a cancellation which stays inside a library.

        Some cancel the task that runs them to end one of several waits: a task of
        the library asks for it, and the program stands at its `await` as before.
        """
        step = self.steps[number]
        hidden = step.woken_by is not None and self.number(step.woken_by) is None
        stays = step.end == "waits" and step.line == step.resumed is not None
        return step.cause == "cancel" and hidden and stays and not step.deeds

    @cached_property
    def cancellations(self) -> list[tuple[int, int]]:
        """Which step cancels which task: pairs of a step's number and a lane."""
        pairs: dict[tuple[int, int], None] = {}
        for number, step in enumerate(self.steps):
            for lane in step.cancels:
                pairs[number, lane] = None
            waker = self.canceller(number)
            if step.cause != "cancel" or waker is None or self.is_inner(number):
                continue
            # One that ended cancelled only hands that on to who waited for it.
            if self.steps[waker].end != "cancelled":
                pairs[waker, step.lane] = None
        return [pair for pair in pairs if pair[1] in self.row_of]

    def canceller(self, number: int) -> int | None:
        """The step behind the cancellation with which another one begins, or None.

        Mostly it is that which woke the task. One that waits for a `gather` is woken
        by the last of its tasks, though, which may have returned or raised.

        Args:
            number: The step that begins with it.
        """
        waker, lane = self.wakers[number], self.steps[number].lane
        if waker is None or self.steps[waker].end not in {"returns", "raises"}:
            return waker
        asked, numbers = self._cancelling[lane], self.of_lane[lane]
        place = bisect_left(asked, waker + 1) - 1
        before = bisect_left(numbers, number) - 1
        since = numbers[before] if before >= 0 else -1
        return asked[place] if place >= 0 and asked[place] > since else waker

    @cached_property
    def _cancelling(self) -> dict[int, list[int]]:
        """For each lane the steps that cancel it."""
        cancelling: dict[int, list[int]] = defaultdict(list)
        for number, step in enumerate(self.steps):
            for lane in dict.fromkeys(step.cancels):
                cancelling[lane].append(number)
        return cancelling

    @cached_property
    def row_names(self) -> dict[int, str]:
        """The name of each row, with a number where several have the same one."""
        return row_names(self.lanes, self.rows)

    @cached_property
    def blocked_once(self) -> bool:
        """Whether a single call held up the loop."""
        return sum(len(step.blocks) for step in self.steps) == 1

    @cached_property
    def _several(self) -> set[str]:
        """Names that lanes of more than one program have."""
        programs: dict[str, set[int]] = defaultdict(set)
        for lane in self.rows:
            programs[self.lanes[lane].name].add(self.lanes[lane].program)
        return {name for name, having in programs.items() if len(having) > 1}

    def called(self, lane: int) -> str:
        """A lane's name in a text, where no heading says which program is meant."""
        name, program = self.lanes[lane].name, self.lanes[lane].program
        if name in self._several and program:
            return f"{name} of {self.recording.programs[program]}"
        return name

    # Moments

    def left(self, number: int) -> Point:
        """Where a step begins."""
        return self.steps[number].at, number

    def middle(self, number: int) -> Point:
        """The middle of a step's turn, where links begin and end."""
        return self.steps[number].at, number + 0.5

    def right(self, number: int) -> Point:
        """Where a step ends."""
        return self.steps[number].until, number + 1

    def made(self, lane: int) -> Point | None:
        """When a lane was made; None if it was there from the start."""
        index = self.lanes[lane].made_in
        if index is None:
            return None
        number = self.number(index)
        if number is None:
            return self.lanes[lane].made_at, self.numbers.first[index]
        return self.middle(number)

    def lost_by(self, lane: int) -> int | None:
        """The step in which a task that still waited was destroyed, or None."""
        return self.number(self.lanes[lane].lost_in)

    def lost(self, lane: int) -> Point | None:
        """When a task that still waited was destroyed; None for all others."""
        number = self.lost_by(lane)
        return None if number is None else self.middle(number)

    @property
    def end(self) -> Point:
        """When all was over."""
        if self.recording.ended == "deadlock":
            return FOREVER, len(self.steps)
        return self.total, len(self.steps)

    def last_step(self, lane: int) -> Step | None:
        """The last step of a lane, or None if it never ran."""
        numbers = self.of_lane[lane]
        return self.steps[numbers[-1]] if numbers else None

    def late(self, earlier: int, later: int) -> int | None:
        """When a sleep was over, in ns, if the loop was held up just then.

        Args:
            earlier: Number of the step that went to sleep.
            later: Number of the step that woke up.
        """
        wait, step = self.steps[earlier].wait, self.steps[later]
        due = wait.until if wait is not None and step.cause == "timer" else None
        if due is None or due >= step.at:
            return None
        between = self.steps[earlier + 1 : later]
        held = any(one.until > due and (one.blocks or computes(one)) for one in between)
        return due if held else None

    def wait_texts(self, wait: Wait) -> list[str]:
        """The label of a wait and its shorter forms."""
        shown = any(lane in self.row_of for lane in wait.lanes)
        return labels(wait, self.lane_names, len(wait.lanes) if shown else 1)

    def lane_names(self, lanes: list[int]) -> str:
        """Several lanes in words: `A, B and C`, or how many."""
        shown = [lane for lane in lanes if lane in self.row_of]
        if not shown:
            return of_library(self.lanes[lanes[0]].call)[0]
        if len(lanes) > MOST_NAMES:
            return count(len(lanes), "task")
        return series([self.lanes[lane].name for lane in lanes])

    def held(self, lane: int, number: int) -> list[str]:
        """What a lane holds when one of its steps is over."""
        holds = self.holds.get(lane, ())
        return [hold.name for first, last, hold in holds if first <= number < last]


def computes(step: Step) -> bool:
    """Whether a step takes time on a real clock without a blocking call.

    That clock counts tenths of a second: a step that ends one later than it began may
    have taken next to none.
    """
    return not step.blocks and step.until - step.at > SECOND // 10


def is_timeout(step: Step) -> bool:
    """Whether a step is that of a timeout whose time is over."""
    return step.timeout is not None


def _hidden(recording: Recording) -> set[int]:
    """The lanes that are left out: those of libraries, if nothing is hidden by it.

    One that took time or printed is shown, as the picture would be wrong without.
    """
    hidden = set()
    at_work = {bar.lane for bar in recording.bars}
    for index, lane in enumerate(recording.lanes):
        outside = lane.kind in {"thread", "process"}
        if outside and index not in at_work:
            hidden.add(index)  # It never came to run.
        elif lane.kind == "library":
            hidden.add(index)
    for step in recording.steps:
        if step.blocks:
            hidden.discard(step.lane)
    for piece in recording.output:
        if piece.lane is not None:
            hidden.discard(piece.lane)
    return hidden
