"""Notes down what happens on the loop while a program runs.

The `Observer` is told of tasks, locks, threads and prints, and keeps them as the
lists of a `Recording`.
It knows nothing of how programs are started; the loops in `recorded_loop` call it.
"""

import asyncio
from typing import Any

from looptape.record.frames import own_frames, running_frames
from looptape.record.lanes import Lanes, program
from looptape.record.limits import Limits
from looptape.record.locks import Holds
from looptape.record.names import the
from looptape.record.output import Output
from looptape.record.steps import Clock, Steps
from looptape.record.waits import SuspendedTask, describe
from looptape.recording import Bar, Lane, Recording, Step, Wait
from looptape.words import as_wait


class Observer:
    """Collects what happened.

    Args:
        clock: Gives the time.
        files: Names of the program files, as their code objects carry them.
        limits: How long the run may go on.

    Attributes:
        limits: The same.
        recording: What was noted so far.
        lanes: The rows of the timeline.
        steps: Which step runs, and why.
    """

    def __init__(self, clock: Clock, files: list[str], limits: Limits) -> None:
        self.clock = clock
        self.limits = limits
        self.recording = Recording("", "", programs=files)
        self.lanes = Lanes(self.recording)
        self.steps = Steps(self.recording, self.lanes, clock, self._wait)
        self._files = files
        self._holds = Holds(self.recording.holds)
        self._output = Output(self.recording.output, limits)

    @property
    def closed(self) -> bool:
        """True once nothing more is to be noted, because the run is over."""
        return self.steps.closed

    # Lanes

    def add_lane(self, kind: str, name: str, call: str) -> int:
        """Note a new row of the timeline and give its index."""
        steps = self.steps
        return self.lanes.add(
            Lane(
                kind,
                name,
                call,
                program.get(),
                parent=steps.lane,
                made_in=steps.running,
                made_at=self.clock.now,
            )
        )

    def add_coroutine(self, coroutine: Any) -> int:
        """Note the lane of a new task and give its index."""
        return self.add_lane(*self.lanes.described(coroutine))

    def lost(self, lane: int) -> None:
        """Note that a task is destroyed while it waits."""
        if not self.closed:
            self.lanes[lane].lost_in = self.steps.running

    def bar(self, lane: int, at: int, until: int, text: str) -> Bar:
        """Note a stretch of work outside the loop's thread."""
        bar = Bar(lane, at, until, text)
        if not self.closed:
            self.recording.bars.append(bar)
        return bar

    # What tasks do

    def cancels(self, task: Any) -> None:
        """Note that a task is asked to cancel."""
        lane = self.lanes.of(task)
        if lane is not None and not self.closed:
            self.steps.cancels(lane)

    def blocked(self, text: str, at: int) -> None:
        """Note a call that held the loop up since `at` (in ns) until now."""
        if not self.closed and self.steps.in_thread is None:
            self.steps.blocked(text, at)

    def acquired(self, lock: Any) -> None:
        """The running task got a lock."""
        lane, step = self.steps.lane, self.steps.running
        if lane is not None and step is not None and not self.closed:
            own = running_frames(self._files, Steps.resume.__code__)
            name = self.lanes.name_of(lock, lane, own)
            self._holds.acquired(lock, lane, step, None if name is None else the(name))

    def released(self, lock: Any) -> None:
        """A lock is given back."""
        if not self.closed:
            self._holds.released(lock, self.steps.lane, self.steps.running)

    def write(self, stream: str, text: str) -> None:
        """Note printed text.

        Raises:
            LimitReached: The program has printed too much.
        """
        if self.closed:
            return
        step = None if self.steps.in_thread is not None else self.steps.running
        self._output.write(stream, text, self.steps.lane, step, self.clock.now)

    # What they wait for

    def _wait(self, lane: int, frames: list[Any], future: Any) -> Wait:
        known = self.lanes.known.get(future) if asyncio.isfuture(future) else None
        if known is not None:
            return known
        own = own_frames(frames, self._files)
        suspended = SuspendedTask(
            frames,
            future,
            self.lanes.of,
            lambda thing: self.lanes.name_of(thing, lane, own),
            self._holds.holders,
            self.clock.now,
        )
        return describe(suspended)

    def who_waits(self) -> str:
        """Who waits for what at this moment, for the report of a deadlock."""
        last: dict[int, Step] = {}
        for step in self.recording.steps:
            last[step.lane] = step
        told = []
        for lane, step in last.items():
            if step.end == "waits" and step.wait is not None:
                text = as_wait(self.lanes.wait_text(step.wait))
                told.append(f"{self.lanes[lane].name} {text}")
        return "; ".join(told) or "no task is left"

    # The end

    def close(self) -> Recording:
        """Note that the run is over, and give what was noted."""
        if self.closed:
            return self.recording
        recording, running = self.recording, self.steps.running
        in_thread = self.steps.in_thread is not None
        self._output.close(None if in_thread else running, self.clock.now)
        if running is not None:
            last = recording.steps[running]
            last.until, last.end = self.clock.now, "returns"
        self.steps.closed = True
        recording.until = self.clock.now
        self.lanes.number()
        for step in recording.steps:
            if step.wait is not None and not step.wait.text:
                step.wait.text = self.lanes.wait_text(step.wait)
        return recording
