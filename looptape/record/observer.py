"""Notes down what happens on the loop while a program runs.

The `Observer` is told of lanes, steps, calls and prints, and keeps them as the
lists of a `Recording`.
It knows nothing of how programs are started; the loops in `loops.py` call it.
"""

import asyncio
import contextlib
import contextvars
import re
import sys
import types
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from looptape.record.errors import LimitReached
from looptape.record.frames import call_text, chain
from looptape.record.locks import Holds
from looptape.record.names import name_of, the
from looptape.record.values import result, show
from looptape.record.waits import Scene, describe
from looptape.recording import Bar, Block, Lane, Line, Recording, Step, Wait
from looptape.words import series

# The index of the program that the running code belongs to. A context variable,
# so that it follows tasks and callbacks as asyncio copies contexts.
program: contextvars.ContextVar[int] = contextvars.ContextVar("program", default=0)

# Names that libraries give to the tasks that a reader knows by another word.
REQUEST = "RequestHandler._handle_request"
FRIENDLY = {
    "RequestHandler.start": "connection",
    REQUEST: "request",
    "async_generator_athrow": "aclose",
}

# What the loop runs to close a generator that nobody has read to its end.
CLOSING = "async_generator_athrow"

# Causes whose step is the one that woke; that of a timer only armed it.
WAKERS = {"step", "cancel", "network"}

# What a callback of such a module brings.
KINDS = {"looptape.record.threads": "thread"}

# Methods that a program hands to `call_soon` and `call_later` itself.
SETTERS = {"set", "set_result", "set_exception", "cancel"}

# A program that prints more than this is ended; after that it may still clean up.
LINES_LIMIT, SIZE_LIMIT = 100_000, 10_000_000  # lines and characters

ASYNCIO = str(Path(asyncio.__file__).parent)


def _in_shutdown() -> bool:
    """Whether this is the thread in which `asyncio.run` waits for other threads.

    Up to Python 3.12 it reports by a future's `set_result`, as programs do.
    """
    frame: types.FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_qualname == "BaseEventLoop._do_shutdown":
            return True
        frame = frame.f_back
    return False


class Clock(Protocol):
    """What the observer needs of a clock."""

    @property
    def now(self) -> int:
        """Nanoseconds since the run began."""


class Cause:
    """Why something runs: kind and step, as in `recording.Step`.

    A timer of a real clock comes late, so it has the `delay` that was asked for, in s.
    """

    __slots__ = ("at", "callback", "delay", "kind", "step")

    def __init__(
        self, kind: str, step: int | None, at: int = 0, callback: str | None = None
    ) -> None:
        self.kind = kind
        self.step = step
        self.at = at
        self.callback = callback
        self.delay: float | None = None


START = Cause("start", None)


class Observer:
    """Collects what happened.

    Args:
        clock: Gives the time.
        files: Names of the program files, as their code objects carry them.

    Attributes:
        recording: What was noted so far.
        closed: True once nothing more is to be noted, as the run is over.
        lanes: The lane of each task.
        known: Futures whose wait is known from where they were made.
        coroutines: What each lane runs.
        holds: Who holds which lock.
    """

    def __init__(self, clock: Clock, files: list[str]) -> None:
        self.clock = clock
        self.files = files
        self.recording = Recording("", "", programs=files)
        self.closed = False
        self.known: weakref.WeakKeyDictionary[Any, Wait] = weakref.WeakKeyDictionary()
        self.lanes: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.coroutines: weakref.WeakValueDictionary[int, Any] = (
            weakref.WeakValueDictionary()
        )
        self.holds = Holds(self.recording.holds)
        self._names: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
        self._program_lane: int | None = None
        self._awaited: dict[int, Any] = {}
        self._step: int | None = None
        self._handle: Cause | None = None
        self._thread: int | None = None
        self._text: dict[tuple[str, int, int | None], list[str]] = {}
        self._written = 0
        self._lines_limit, self._size_limit = LINES_LIMIT, SIZE_LIMIT
        self._callback_lanes: dict[int, int] = {}

    # Lanes

    def add_lane(self, kind: str, name: str, call: str) -> int:
        """Note a new row of the timeline and give its index."""
        parent = self.lane_now
        self.recording.lanes.append(
            Lane(
                kind,
                name,
                call,
                program.get(),
                parent=parent,
                made_in=self._step,
                made_at=self.clock.now,
            )
        )
        return len(self.recording.lanes) - 1

    def rename(self, lane: int, name: str) -> None:
        """Use the name that the program gave to a task, not one made by asyncio."""
        # 3.13 calls a task of a program's own factory None.
        if not re.fullmatch(r"Task-\d+|None", name):
            self.recording.lanes[lane].name = name
            self.recording.lanes[lane].named = True

    def lost(self, lane: int) -> None:
        """Note that a task is destroyed while it waits."""
        if not self.closed:
            self.recording.lanes[lane].lost_in = self._step

    def lane_of(self, task: Any) -> int | None:
        """The lane of a task, or of what runs in a thread; None for anything else."""
        try:
            lane, known = self.lanes.get(task), self.known.get(task)
        except TypeError:  # It is not hashable, or has no weak references.
            return None
        return known.lanes[0] if lane is None and known and known.lanes else lane

    @property
    def lane_now(self) -> int | None:
        """The lane that runs at this moment."""
        if self._thread is not None:
            return self._thread
        return None if self._step is None else self.recording.steps[self._step].lane

    def add_coroutine(self, coroutine: Any) -> int:
        """Note the lane of a new task and give its index.

        A task that a library made for its own ends is of the kind `library`.
        """
        qualname = getattr(coroutine, "__qualname__", type(coroutine).__name__)
        name = FRIENDLY.get(qualname, qualname.rpartition(".")[2])
        frame = next(chain(coroutine), None)
        # A generator without a frame that is closed is some library's, and at its end.
        call, own = f"{name}()", qualname != CLOSING
        if frame is not None:
            code = frame.f_code
            call = call_text(code, frame.f_locals)
            if qualname == CLOSING:
                name = f"closing {code.co_name}"
            if qualname == REQUEST:
                request = frame.f_locals["request"]
                name = f"{request.method} {request.path_qs}"
                call = ""
            # The program may well make a task of `asyncio.sleep` itself.
            public = code.co_filename.startswith(ASYNCIO) and name[0] != "_"
            own = code.co_filename in self.files or public or qualname == REQUEST
        return self.add_lane("task" if own else "library", name, call)

    # Where the program stands

    def own_frames(self, frames: list[types.FrameType]) -> list[types.FrameType]:
        """Those frames that belong to the program, not to a library."""
        return [frame for frame in frames if frame.f_code.co_filename in self.files]

    def line(self, coroutine: Any) -> int | None:
        """The innermost line of the program at which a coroutine stands."""
        own = self.own_frames(list(chain(coroutine)))
        return own[-1].f_lineno if own else None

    def calling_line(self) -> int | None:
        """The innermost line of the program that this step executes."""
        frame: types.FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename not in self.files:
            if frame.f_code is Observer.resume.__code__:
                return None  # What lies beyond is not the task's.
            frame = frame.f_back
        return frame.f_lineno if frame else None

    # Locks and other things of the program's own

    def name_of(self, thing: Any, lane: int, own: list[types.FrameType]) -> str | None:
        """The program's name for an object, in the outermost scope that has it.

        Args:
            thing: The object.
            lane: Index of the lane of a task that uses it.
            own: Frames of the program in which that task stands.
        """
        try:
            known = self._names.get(thing)
        except TypeError:  # It is not hashable, or has no weak references.
            return None
        if known is None:
            known = name_of(thing, [*self._makers_frames(lane), *own])
            if known is not None:
                self._names[thing] = known
        return known

    def _makers_frames(self, lane: int) -> list[types.FrameType]:
        """Where the tasks stand that made one, the first of them first."""
        frames: list[types.FrameType] = []
        maker = self.recording.lanes[lane].parent
        while maker is not None:
            frames[:0] = self.own_frames(list(chain(self.coroutines.get(maker))))
            maker = self.recording.lanes[maker].parent
        return frames

    def acquired(self, lock: Any) -> None:
        """The running task got a lock."""
        lane, step = self.lane_now, self._step
        if lane is not None and step is not None and not self.closed:
            name = self.name_of(lock, lane, self._running_frames())
            self.holds.acquired(lock, lane, step, None if name is None else the(name))

    def released(self, lock: Any) -> None:
        """A lock is given back."""
        if not self.closed:
            self.holds.released(lock, self.lane_now, self._step)

    def _running_frames(self) -> list[types.FrameType]:
        """The program's frames that this step executes, outermost first."""
        frames = []
        frame: types.FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code is not Observer.resume.__code__:
            frames.append(frame)
            frame = frame.f_back
        return self.own_frames(frames[::-1])

    # Steps

    def begin(
        self, lane: int, cause: Cause, resumed: int | None, got: str | None = None
    ) -> int:
        """Note that a lane starts to run, and give the index of the step."""
        now = self.clock.now
        woken_by = cause.step if cause.kind in WAKERS else None
        step = Step(lane, now, now, cause.kind, woken_by, resumed, got=got)
        self.recording.steps.append(step)
        self._step = len(self.recording.steps) - 1
        return self._step

    def end(self, step: int, how: str, line: int | None, value: str | None) -> None:
        """Note that a lane stops running."""
        noted = self.recording.steps[step]
        noted.until = self.clock.now
        noted.end, noted.line, noted.value = how, line, value
        self._step = None
        # What the task's end wakes is scheduled after its last step.
        self._handle = Cause("step", step)

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
        line = None if self._step is None else self.calling_line()
        # An eager task starts inside its maker's step.
        with self._interrupted(lane, line):
            return self._resume(lane, coroutine, method, args)

    @contextlib.contextmanager
    def _interrupted(self, lane: int, line: int | None) -> Iterator[None]:
        """Another lane runs within the step of this one, which waits for it.

        Args:
            lane: Index of the other lane.
            line: Line of the script where that happens, or None.
        """
        outer = self._step
        if outer is None or self.closed:
            yield
            return
        within = self.recording.steps[outer]
        why = None if self._acting is not None else self._handle
        self.end(outer, "waits", line, None)
        within.wait = Wait("task", "", [lane])
        self._handle = why or self._handle
        try:
            yield
        finally:
            if not self.closed:
                inner = len(self.recording.steps) - 1
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
        self.begin(lane, self._why(args), self.line(coroutine), got)
        returned: list[int] = []
        watch = self._watch_return(coroutine, returned)
        try:
            with watch:
                future = method(*args)
        except StopIteration as stop:
            self._finish("returns", returned, show(stop.value))
            raise
        except asyncio.CancelledError:
            self._finish("cancelled", returned, None)
            raise
        except LimitReached as error:  # The program itself would go on.
            self._finish("waits", self._raised_at(error), None)
            raise
        except BaseException as error:
            self._finish("raises", self._raised_at(error), show(error))
            raise
        else:
            if not self.closed:
                self._suspend(coroutine, future)
            return future

    def _finish(self, how: str, lines: list[int], value: str | None) -> None:
        if not self.closed and self._step is not None:
            self.end(self._step, how, lines[-1] if lines else None, value)

    def _suspend(self, coroutine: Any, future: Any) -> None:
        # Not the step that this began with, if an eager task came in between.
        step = self._step
        assert step is not None
        frames = list(chain(coroutine))
        own = self.own_frames(frames)
        self.end(step, "waits", own[-1].f_lineno if own else None, None)
        wait = self.known.get(future) if future is not None else None
        if wait is None:
            lane = self.recording.steps[step].lane
            scene = Scene(
                frames,
                future,
                self.lane_of,
                lambda thing: self.name_of(thing, lane, own),
                self.holds.holders,
                self.clock.now,
            )
            wait = describe(scene)
        self.recording.steps[step].wait = wait
        if wait.kind == "task" and not wait.text:
            self._awaited[self.recording.steps[step].lane] = future

    def _why(self, args: tuple[Any, ...]) -> Cause:
        cause = self._handle or START
        thrown = args[0] if args else None
        if isinstance(thrown, asyncio.CancelledError):
            return Cause("cancel", cause.step)
        return cause

    @contextlib.contextmanager
    def _watch_return(self, coroutine: Any, lines: list[int]) -> Iterator[None]:
        """Note the line at which a coroutine returns; its frame is gone then."""
        code = getattr(coroutine, "cr_code", None)
        if code is None or code.co_filename not in self.files:
            yield
            return

        def profile(frame: types.FrameType, event: str, argument: Any) -> None:
            if event == "return" and frame.f_code is code:
                lines.append(frame.f_lineno)

        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _raised_at(self, error: BaseException) -> list[int]:
        lines = []
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self.files:
                lines.append(trace.tb_lineno)
            trace = trace.tb_next
        return lines

    # Callbacks and causes

    @property
    def origin(self) -> int | None:
        """Index of the step behind what happens now, its own or that of a callback."""
        step = self._acting
        return self._handle.step if step is None and self._handle else step

    @property
    def _acting(self) -> int | None:
        """Index of the step that acts; a program only waits while its loop runs."""
        step = self._step
        if step is not None and self._handle is not None:
            lane = self.recording.lanes[self.recording.steps[step].lane]
            return None if lane.kind == "program" else step
        return step

    def cause(self, callback: Any, kind: str = "step") -> Cause:
        """What a callback that is scheduled now will be caused by.

        Args:
            callback: The function that the loop is to call.
            kind: `timer` for one that waits for the clock.
        """
        kind = KINDS.get(getattr(callback, "__module__", None) or "", kind)
        step = self._acting
        if step is None and self._handle is not None:
            step = self._handle.step
            if kind == "step":
                kind = self._handle.kind
        elif step is None and kind == "step":
            kind = "start"
        text = None if self.closed else self._own_callback(callback)
        return Cause(kind, step, self.clock.now, text)

    def _own_callback(self, callback: Any) -> str | None:
        """A label for a callback of the program's own, else None."""
        while hasattr(callback, "func"):  # functools.partial
            callback = callback.func
        code = getattr(callback, "__code__", None)
        if code is not None and code.co_filename in self.files:
            return f"{code.co_name}()"
        name = getattr(callback, "__name__", "")
        owner = getattr(callback, "__self__", None)
        if callback is print:
            return "print()"
        settable = isinstance(owner, asyncio.Future | asyncio.Event)
        if settable and name in SETTERS and not _in_shutdown():
            return f"{type(owner).__name__.lower()}.{name}()"
        return None

    @contextlib.contextmanager
    def running(self, cause: Cause, index: int) -> Iterator[None]:
        """The loop runs a callback; the program's own ones are steps as well.

        Args:
            cause: What scheduled it.
            index: The program it belongs to.
        """
        outer, self._handle = self._handle, cause
        try:
            if cause.callback and not self.closed:
                lane = self._callback_lane(index)
                with self._interrupted(lane, None), self._called(lane, cause):
                    yield
            else:
                yield
        finally:
            self._handle = outer

    @contextlib.contextmanager
    def _called(self, lane: int, cause: Cause) -> Iterator[None]:
        step = self.begin(lane, cause, None)
        self.recording.steps[step].text = cause.callback
        try:
            yield
        finally:
            if not self.closed:
                self.end(step, "returns", None, None)

    def _callback_lane(self, index: int) -> int:
        if index not in self._callback_lanes:
            lane = Lane("callbacks", "callbacks", "", index, made_at=self.clock.now)
            self.recording.lanes.append(lane)
            self._callback_lanes[index] = len(self.recording.lanes) - 1
        return self._callback_lanes[index]

    def cancels(self, task: Any) -> None:
        """Note that a task is asked to cancel."""
        lane = self.lane_of(task)
        if lane is None or self.closed:
            return
        acting = self._acting
        if acting is not None:
            self.recording.steps[acting].cancels.append(lane)
        elif self._handle is not None and self._handle.kind == "timer":
            # Only a timeout cancels a task from outside any step.
            index = self.recording.lanes[lane].program
            timer = self._callback_lane(index)
            delay = self._handle.delay
            if delay is None:
                delay = (self.clock.now - self._handle.at) / 1e9
            with self._interrupted(timer, None):
                step = self.begin(timer, self._handle, None)
                self.recording.steps[step].text = f"timeout({delay:g}) is over"
                self.recording.steps[step].cancels.append(lane)
                self.end(step, "returns", None, None)
            self._handle = Cause("step", step)

    # Threads, processes, blocking calls

    @contextlib.contextmanager
    def thread(self, lane: int) -> Iterator[None]:
        """A simulated thread runs; what it prints belongs to its lane."""
        outer, self._thread = self._thread, lane
        step, self._step = self._step, None
        handle, self._handle = self._handle, None
        try:
            yield
        finally:
            self._thread, self._step, self._handle = outer, step, handle

    def bar(self, lane: int, at: int, until: int, text: str) -> Bar:
        """Note a stretch of work outside the loop's thread."""
        bar = Bar(lane, at, until, text)
        if not self.closed:
            self.recording.bars.append(bar)
        return bar

    @property
    def in_thread(self) -> bool:
        """True while a simulated thread runs."""
        return self._thread is not None

    def blocked(self, text: str, at: int) -> None:
        """Note a call that held the loop up since `at` (in ns) until now."""
        if self.closed or self.in_thread:
            return
        if self._step is None and self._handle is None:
            # What a program does outside a loop is one long step of one lane.
            start = at if self.recording.steps else 0
            if self._program_lane is None:
                self._program_lane = self.add_lane("program", self.files[0], "")
            self.begin(self._program_lane, START, None)
            self.recording.steps[-1].at = start
        if self._step is not None:
            block = Block(text, at, self.clock.now, self.calling_line())
            self.recording.steps[self._step].blocks.append(block)

    # Output

    def write(self, stream: str, text: str) -> None:
        """Note printed text; a line counts when it is complete.

        Raises:
            LimitReached: The program has printed too much.
        """
        if self.closed:
            return
        lane = self.lane_now
        key = (stream, program.get(), lane)
        self._written += len(text)
        first, *others = text.split("\n")
        if first:
            self._text.setdefault(key, []).append(first)
        for line in others:
            self._line(stream, "".join(self._text.pop(key, ())), lane)
            if line:
                self._text[key] = [line]
        lines = len(self.recording.output)
        if self._written > self._size_limit:
            self._size_limit = self._written + SIZE_LIMIT // 10
            raise LimitReached(f"stopped after {SIZE_LIMIT // 1_000_000} MB of output")
        if lines > self._lines_limit:
            self._lines_limit = lines + LINES_LIMIT // 10
            raise LimitReached(f"stopped after {LINES_LIMIT:,} lines of output")

    def _line(self, stream: str, text: str, lane: int | None) -> None:
        step = None if self.in_thread else self._step
        self.recording.output.append(
            Line(text, self.clock.now, stream, program.get(), lane, step)
        )

    # The end

    def close(self) -> Recording:
        """Note that the run is over, and give what was noted."""
        if self.closed:
            return self.recording
        for (stream, index, lane), parts in self._text.items():
            token = program.set(index)
            self._line(stream, "".join(parts), lane)
            program.reset(token)
        recording = self.recording
        if self._step is not None:
            last = recording.steps[self._step]
            last.until, last.end = self.clock.now, "returns"
        self.closed = True
        recording.until = self.clock.now
        # Threads print at their own times; a stable sort keeps the other order.
        recording.output.sort(key=lambda line: line.at)
        self._name_lanes()
        return recording

    def _name_lanes(self) -> None:
        lanes = self.recording.lanes
        made_up = [lane for lane in lanes if not lane.named]
        counts = Counter((lane.program, lane.name) for lane in made_up)
        numbers: Counter[tuple[int, str]] = Counter()
        for lane in made_up:
            key = (lane.program, lane.name)
            if counts[key] > 1:
                numbers[key] += 1
                lane.name = f"{lane.name} {numbers[key]}"
        for step in self.recording.steps:
            if step.wait is not None and not step.wait.text:
                step.wait.text = self.wait_text(step.wait)

    def wait_text(self, wait: Wait) -> str:
        """The label of a wait; for tasks it is made of their names."""
        if wait.kind == "lock" and wait.lanes:
            return f"{wait.text}, held by {self.names(wait.lanes)}"
        return wait.text or f"waits for {self.names(wait.lanes)}"

    def names(self, indexes: list[int]) -> str:
        """Several lanes in words: `A, B and C`."""
        names = [self.recording.lanes[index].name for index in indexes]
        if not names:
            return "a future"
        if len(names) > 4:
            return f"{len(names)} tasks"
        return series(names)

    def who_waits(self) -> str:
        """Who waits for what at this moment, for the report of a dead-lock."""
        last: dict[int, Step] = {}
        for step in self.recording.steps:
            last[step.lane] = step
        return "; ".join(
            f"{self.recording.lanes[lane].name} {self.wait_text(step.wait)}"
            for lane, step in last.items()
            if step.end == "waits" and step.wait is not None
        )
