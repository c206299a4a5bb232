"""Which step runs, and what the one that runs was caused by."""

import contextlib
import threading
import types
from collections.abc import Collection, Iterator
from typing import Any, Protocol

from looptape.record.causes import START, WAKERS, Cause
from looptape.record.frames import running_frames
from looptape.record.lanes import Lanes, program
from looptape.recording import Lane, Recording, Step, Wait

# Bound here, because simulated threads have numbers of their own.
get_ident = threading.get_ident


class Clock(Protocol):
    """What is needed of a clock."""

    @property
    def now(self) -> int:
        """Nanoseconds since the run began."""


class Here(threading.local):
    """Where one thread is.

    Attributes:
        running: Index of the step whose code runs in it, or None.
        handle: The cause of what its loop runs now, or None.
        deed: Index of the deed that is under way, within its step, or None.
        lane: The lane that a real worker thread works for, or None.
    """

    running: int | None = None
    handle: Cause | None = None
    deed: int | None = None
    lane: int | None = None


class Steps:
    """Notes the steps of a run.

    At any moment three things say where the run is. Each thread has its own, because
    a program may have a loop in each:

    - `running`, the step whose code runs, or None. `begin` sets it, `end` clears it.
    - `handle`, the cause of what the loop runs now, or None outside the loop. It is
      set while the loop runs a callback (by `Turns`), and by `end` to the step that has
      just ended, because a task's end wakes others after its last step.
    - `in_thread`, the lane of a simulated thread while that runs, or None. Neither
      step nor handle are set then (`thread`). A real thread has its lane for itself.

    Three things follow from them:

    - `acting` is `running`, but None for the step of a program that has no task
      (`program` lane) while its loop runs: it only waits there.
    - `origin` is the step that is behind what happens: the acting one, else that of
      the handle. What is scheduled now is caused by it.
    - `lane` is the thread's lane, else that of the running step.

    A step that is entered while another one runs (an eager task, a callback within
    the long step of a program) cuts that one in two (`interrupted`).

    Args:
        recording: Gets the steps.
        lanes: The lanes.
        clock: Gives the time.

    Attributes:
        closed: True once nothing more is to be noted, because the run is over.
        handed: Index of the step that handed its call to the simulated thread.
        edge: The code beyond which the frames are not those of the running step.
        in_which: The thread in which the last step began, by its number, or None.
    """

    def __init__(self, recording: Recording, lanes: Lanes, clock: Clock) -> None:
        self.closed = False
        self.here = Here()
        self.in_thread: int | None = None
        self.handed: int | None = None
        self._files: Collection[str] = recording.programs
        self._steps = recording.steps
        self._lanes = lanes
        self._clock = clock
        self._program_lane: int | None = None
        self.edge: types.CodeType | None = None
        self.in_which: int | None = None

    # Where the run is

    @property
    def running(self) -> int | None:
        """Index of the step whose code runs in this thread, or None."""
        return self.here.running

    @running.setter
    def running(self, step: int | None) -> None:
        self.here.running = step

    @property
    def handle(self) -> Cause | None:
        """The cause of what the loop of this thread runs now, or None."""
        return self.here.handle

    @handle.setter
    def handle(self, cause: Cause | None) -> None:
        self.here.handle = cause

    @property
    def lane(self) -> int | None:
        """The lane that runs at this moment."""
        if self.in_thread is not None:
            return self.in_thread
        if self.running is None:
            return self.here.lane
        return self._steps[self.running].lane

    @property
    def acting(self) -> int | None:
        """Index of the step that acts; a program only waits while its loop runs."""
        step = self.running
        if step is not None and self.handle is not None:
            lane = self._lanes[self._steps[step].lane]
            return None if lane.kind == "program" else step
        return step

    @property
    def origin(self) -> int | None:
        """Index of the step behind what happens now, its own or that of a callback."""
        step = self.acting
        return self.handle.step if step is None and self.handle else step

    def line(self) -> int | None:
        """The innermost line of the program that the running step executes."""
        frames = running_frames(self._files, self.edge)
        return frames[-1].f_lineno if frames else None

    def name_of(self, thing: Any) -> str | None:
        """The program's name for an object, in what runs at this moment, or None."""
        lane = self.lane
        if lane is None:
            return self._lanes.known_as(thing)
        own = running_frames(self._files, self.edge)
        return self._lanes.name_of(thing, lane, own)

    # Steps

    def begin(self, lane: int, cause: Cause, resumed: int | None) -> int:
        """Note that a lane starts to run, and give the index of the step."""
        now = self._clock.now
        woken_by = cause.step if cause.kind in WAKERS else None
        deed = None if woken_by is None else cause.deed
        self._steps.append(
            Step(lane, now, now, cause.kind, woken_by, resumed, deed=deed)
        )
        self.running, self.in_which = len(self._steps) - 1, get_ident()
        return self.running

    def end(self, step: int, how: str, line: int | None, value: str | None) -> None:
        """Note that a lane stops running."""
        noted = self._steps[step]
        noted.until = self._clock.now
        noted.end, noted.line, noted.value = how, line, value
        self.running = None
        # What the task's end wakes is scheduled after its last step.
        self.handle = Cause("step", step)

    @contextlib.contextmanager
    def interrupted(self, lane: int, line: int | None) -> Iterator[None]:
        """Another lane runs within the step of this one, which waits for it.

        Args:
            lane: Index of the other lane.
            line: Line of the script where that happens, or None.
        """
        outer = self.running
        if outer is None or self.closed:
            yield
            return
        within = self._steps[outer]
        why = None if self.acting is not None else self.handle
        self.end(outer, "waits", line, None)
        within.wait = Wait("task", "inner", lanes=[lane])
        self.handle = why or self.handle
        try:
            yield
        finally:
            if not self.closed:
                inner = len(self._steps) - 1
                self.begin(within.lane, Cause("step", inner), within.line)

    # Threads

    @contextlib.contextmanager
    def thread(self, lane: int, handed: int | None) -> Iterator[None]:
        """A simulated thread runs; what it prints belongs to its lane.

        Args:
            lane: Index of that.
            handed: Index of the step that handed it its call, or None.
        """
        before = self.in_thread, self.running, self.handle, self.handed
        self.in_thread, self.running, self.handle = lane, None, None
        self.handed = handed
        try:
            yield
        finally:
            self.in_thread, self.running, self.handle, self.handed = before

    @contextlib.contextmanager
    def real_thread(self, lane: int) -> Iterator[None]:
        """This thread works for one lane."""
        before, self.here.lane = self.here.lane, lane
        try:
            yield
        finally:
            self.here.lane = before

    def outside(self, at: int) -> None:
        """A program does something outside a loop: one long step of one lane.

        Args:
            at: When that began, in ns.
        """
        busy = self.running is not None or self.handle is not None
        if busy or self.here.lane is not None:
            return
        start = at if self._steps else 0
        if self._program_lane is None:
            name = next(iter(self._files))
            lane = Lane("program", name, "", program.get(), made_at=self._clock.now)
            self._program_lane = self._lanes.add(lane)
        self.begin(self._program_lane, START, None)
        self._steps[-1].at = start
