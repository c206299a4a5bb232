"""What the loop calls in its turns, as steps, and for how long a turn computes."""

import contextlib
import functools
import time
from collections.abc import Callable, Iterator

from looptape.record.causes import Cause
from looptape.record.inside import watched_inside
from looptape.record.lanes import Lanes
from looptape.record.steps import Clock, Steps
from looptape.recording import Recording, Step

# The processor's time of this thread, which no other process makes longer, in s. A
# browser's Python has none: its `process_time` goes on while others run.
work_done: Callable[[], float] = getattr(time, "thread_time", time.process_time)
# So much of it in one turn is told of, in s: more where a busy machine adds to it.
# Noting a deed takes some of it, too.
LONG_WORK = 0.5 if hasattr(time, "thread_time") else 3.0
DEED = 0.0005


class Turns:
    """Notes what the loop calls.

    Args:
        recording: Has the steps, and the program's files.
        lanes: The rows of the timeline.
        steps: Notes which step runs.
        clock: Gives the time.
    """

    def __init__(
        self, recording: Recording, lanes: Lanes, steps: Steps, clock: Clock
    ) -> None:
        self._files = recording.programs
        self._noted = recording.steps
        self._lanes = lanes
        self._steps = steps
        self._clock = clock

    @contextlib.contextmanager
    def run(self, cause: Cause, index: int) -> Iterator[None]:
        """The loop runs a callback; the program's own ones are steps as well.

        Args:
            cause: What scheduled it.
            index: The program it belongs to.
        """
        outer, self._steps.handle = self._steps.handle, cause
        began, first = work_done(), len(self._noted)
        try:
            if cause.callback and not self._steps.closed:
                with self._called(cause, index):
                    yield
            elif cause.of_task or cause.kind == "thread" or self._steps.closed:
                yield
            else:
                inside = functools.partial(self._inside, cause, index)
                with watched_inside(self._files, inside):
                    yield
        finally:
            self._steps.handle = outer
            if not self._steps.closed:
                _compute(work_done() - began, self._noted[first:])

    @contextlib.contextmanager
    def _called(self, cause: Cause, index: int, caller: str = "") -> Iterator[None]:
        lane = self._lanes.of_callbacks(index, self._clock.now)
        with self._steps.interrupted(lane, None):
            step = self._steps.begin(lane, cause, None)
            self._noted[step].call = cause.callback
            self._noted[step].caller = caller
            try:
                yield
            finally:
                if not self._steps.closed:
                    self._steps.end(step, "returns", None, None)

    @contextlib.contextmanager
    def _inside(
        self, outer: Cause, index: int, label: str, caller: str
    ) -> Iterator[None]:
        """A library's callback calls a function of the program."""
        if not self._is_free():
            yield
            return
        cause = Cause(outer.kind, outer.step, outer.at, label, outer.deed)
        with self._called(cause, index, caller):
            yield
        self._steps.handle = outer

    def _is_free(self) -> bool:
        """Whether a function that begins now is the loop's to call."""
        steps = self._steps
        return not steps.closed and steps.acting is None and steps.in_thread is None


def _compute(worked: float, steps: list[Step]) -> None:
    """Note for how long a turn of the loop has computed, with its first step.

    Args:
        worked: The processor's time, in s.
        steps: The steps of that turn, if there are any.
    """
    own = worked - sum(len(step.deeds) for step in steps) * DEED
    if own > LONG_WORK and steps:
        steps[0].worked = round(own, 1)
