"""Which step runs, and what the one that runs was caused by."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import Any, Protocol

from looptape.record.causes import KINDS, START, WAKERS, Cause, own_callback
from looptape.record.clock import BUSY
from looptape.record.errors import LimitReached
from looptape.record.frames import (
    chain,
    line_of,
    own_frames,
    raised_at,
    running_frames,
    watched_return,
)
from looptape.record.lanes import Lanes
from looptape.record.values import result, show
from looptape.recording import Block, Lane, Recording, Step, Wait

# Gives what a task waits for: its lane, the frames it stands in, what it yielded.
Describe = Callable[[int, list[Any], Any], Wait]


class Clock(Protocol):
    """What is needed of a clock."""

    @property
    def now(self) -> int:
        """Nanoseconds since the run began."""


class Steps:
    """Notes the steps of a run.

    At any moment three things say where the run is:

    - `running`, the step whose code runs, or None. `begin` sets it, `end` clears it.
    - `handle`, the cause of what the loop runs now, or None outside the loop. It is
      set while the loop runs a callback (`run`), and by `end` to the step that has
      just ended, because a task's end wakes others after its last step.
    - `in_thread`, the lane of a simulated thread while that runs, or None. Neither
      step nor handle are set then (`thread`).

    Three things follow from them:

    - `acting` is `running`, but None for the step of a program that has no task
      (`program` lane) while its loop runs: it only waits there.
    - `origin` is the step that is behind what happens: the acting one, else that of
      the handle. What is scheduled now is caused by it (`cause`).
    - `lane` is the thread's lane, else that of the running step.

    A step that is entered while another one runs (an eager task, a callback within
    the long step of a program) cuts that one in two (`interrupted`).

    Args:
        recording: Gets the steps.
        lanes: The lanes.
        clock: Gives the time.
        describe: Gives what a suspended task waits for.
    """

    def __init__(
        self, recording: Recording, lanes: Lanes, clock: Clock, describe: Describe
    ) -> None:
        self.closed = False
        self.running: int | None = None
        self.handle: Cause | None = None
        self.in_thread: int | None = None
        self._files: Collection[str] = recording.programs
        self._steps = recording.steps
        self._lanes = lanes
        self._clock = clock
        self._describe = describe
        self._awaited: dict[int, Any] = {}
        self._program_lane: int | None = None

    # Where the run is

    @property
    def lane(self) -> int | None:
        """The lane that runs at this moment."""
        if self.in_thread is not None:
            return self.in_thread
        return None if self.running is None else self._steps[self.running].lane

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
        frames = running_frames(self._files, Steps.resume.__code__)
        return frames[-1].f_lineno if frames else None

    # Steps

    def begin(
        self, lane: int, cause: Cause, resumed: int | None, got: str | None = None
    ) -> int:
        """Note that a lane starts to run, and give the index of the step."""
        now = self._clock.now
        woken_by = cause.step if cause.kind in WAKERS else None
        self._steps.append(Step(lane, now, now, cause.kind, woken_by, resumed, got=got))
        self.running = len(self._steps) - 1
        return self.running

    def end(self, step: int, how: str, line: int | None, value: str | None) -> None:
        """Note that a lane stops running."""
        noted = self._steps[step]
        noted.until = self._clock.now
        noted.end, noted.line, noted.value = how, line, value
        self.running = None
        # What the task's end wakes is scheduled after its last step.
        self.handle = Cause("step", step)

    def resume(
        self, lane: int, coroutine: Any, method: Callable[..., Any], *args: Any
    ) -> Any:
        """Let a coroutine run to its next suspension, as one step.

        Args:
            lane: The lane of its task.
            coroutine: The coroutine.
            method: Its `send` or `throw`.
            *args: What to send or throw.
        """
        if self.closed:
            return method(*args)
        line = None if self.running is None else self.line()
        # An eager task starts inside its maker's step.
        with self.interrupted(lane, line):
            return self._resume(lane, coroutine, method, args)

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
        within.wait = Wait("task", "", [lane])
        self.handle = why or self.handle
        try:
            yield
        finally:
            if not self.closed:
                inner = len(self._steps) - 1
                self.begin(within.lane, Cause("step", inner), within.line)

    def _resume(
        self,
        lane: int,
        coroutine: Any,
        method: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> Any:
        awaited = self._awaited.pop(lane, None)
        got = result(awaited) if args == (None,) else None
        # No frame may be held while the step runs: it would keep a generator alive.
        self.begin(lane, self._why(args), line_of(coroutine, self._files), got)
        returned: list[int] = []
        try:
            with watched_return(coroutine, self._files, returned):
                future = method(*args)
        except StopIteration as stop:
            self._finish("returns", returned, show(stop.value))
            raise
        except asyncio.CancelledError:
            self._finish("cancelled", returned, None)
            raise
        except LimitReached as error:  # The program itself would go on.
            self._finish("waits", raised_at(error, self._files), None)
            raise
        except BaseException as error:
            self._finish("raises", raised_at(error, self._files), show(error))
            raise
        else:
            if not self.closed:
                self._suspend(coroutine, future)
            return future

    def _finish(self, how: str, lines: list[int], value: str | None) -> None:
        if not self.closed and self.running is not None:
            self.end(self.running, how, lines[-1] if lines else None, value)

    def _suspend(self, coroutine: Any, future: Any) -> None:
        # Not the step that this began with, if an eager task came in between.
        step = self.running
        assert step is not None
        frames = list(chain(coroutine))
        own = own_frames(frames, self._files)
        self.end(step, "waits", own[-1].f_lineno if own else None, None)
        noted = self._steps[step]
        noted.wait = self._describe(noted.lane, frames, future)
        if noted.wait.kind == "task" and not noted.wait.text:
            self._awaited[noted.lane] = future

    def _why(self, args: tuple[Any, ...]) -> Cause:
        cause = self.handle or START
        thrown = args[0] if args else None
        if isinstance(thrown, asyncio.CancelledError):
            return Cause("cancel", cause.step)
        return cause

    # Callbacks and causes

    def cause(self, callback: Any, kind: str = "step") -> Cause:
        """What a callback that is scheduled now will be caused by.

        Args:
            callback: The function that the loop is to call.
            kind: `timer` for one that waits for the clock.
        """
        kind = KINDS.get(getattr(callback, "__module__", None) or "", kind)
        step = self.acting
        if step is None and self.handle is not None:
            step = self.handle.step
            if kind == "step":
                kind = self.handle.kind
        elif step is None and kind == "step":
            kind = "start"
        text = None if self.closed else own_callback(callback, self._files)
        return Cause(kind, step, self._clock.now, text)

    @contextlib.contextmanager
    def run(self, cause: Cause, index: int) -> Iterator[None]:
        """The loop runs a callback; the program's own ones are steps as well.

        Args:
            cause: What scheduled it.
            index: The program it belongs to.
        """
        outer, self.handle = self.handle, cause
        try:
            if cause.callback and not self.closed:
                lane = self._lanes.of_callbacks(index, self._clock.now)
                with self.interrupted(lane, None), self._called(lane, cause):
                    yield
            else:
                yield
        finally:
            self.handle = outer

    @contextlib.contextmanager
    def _called(self, lane: int, cause: Cause) -> Iterator[None]:
        step = self.begin(lane, cause, None)
        self._steps[step].text = cause.callback
        try:
            yield
        finally:
            if not self.closed:
                self.end(step, "returns", None, None)

    def cancels(self, lane: int) -> None:
        """Note that a task is asked to cancel.

        Args:
            lane: Index of its lane.
        """
        acting = self.acting
        if acting is not None:
            self._steps[acting].cancels.append(lane)
        elif self.handle is not None and self.handle.kind == "timer":
            # Only a timeout cancels a task from outside any step.
            index = self._lanes[lane].program
            timer = self._lanes.of_callbacks(index, self._clock.now)
            delay = self.handle.delay
            if delay is None:
                delay = (self._clock.now - self.handle.at) / 1e9
            with self.interrupted(timer, None):
                step = self.begin(timer, self.handle, None)
                self._steps[step].text = f"timeout({delay:g}) is over"
                self._steps[step].cancels.append(lane)
                self.end(step, "returns", None, None)
            self.handle = Cause("step", step)

    # What is no step of a task

    @contextlib.contextmanager
    def thread(self, lane: int) -> Iterator[None]:
        """A simulated thread runs; what it prints belongs to its lane."""
        before = self.in_thread, self.running, self.handle
        self.in_thread, self.running, self.handle = lane, None, None
        try:
            yield
        finally:
            self.in_thread, self.running, self.handle = before

    def blocked(self, text: str, at: int) -> None:
        """Note a call that held the loop up since `at` (in ns) until now."""
        if self.running is None and self.handle is None:
            # What a program does outside a loop is one long step of one lane.
            start = at if self._steps else 0
            if self._program_lane is None:
                lane = Lane(
                    "program", next(iter(self._files)), "", made_at=self._clock.now
                )
                self._program_lane = self._lanes.add(lane)
            self.begin(self._program_lane, START, None)
            self._steps[-1].at = start
        if self.running is not None:
            blocks = self._steps[self.running].blocks
            if text == BUSY and blocks and blocks[-1].text == BUSY:
                blocks[-1].until = self._clock.now  # One loop of many readings.
            else:
                blocks.append(Block(text, at, self._clock.now, self.line()))
