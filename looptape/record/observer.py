"""Notes down what happens on the loop while a program runs.

The `Observer` is told of tasks, locks, threads and prints, and keeps them as the
lists of a `Recording`.
It knows nothing of how programs are started; the recorded loops call it.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from looptape.record.callbacks import Callbacks
from looptape.record.causes import Cause
from looptape.record.coroutines import Cancelled, Coroutines
from looptape.record.deeds import Deeds
from looptape.record.frames import (
    asyncio_cancels,
    below_program,
    library_of,
    own_frames,
)
from looptape.record.lanes import Lanes, program
from looptape.record.limits import Limits
from looptape.record.locks import Holds
from looptape.record.objects import Objects
from looptape.record.output import Output
from looptape.record.steps import Clock, Steps, get_ident
from looptape.record.turns import Turns
from looptape.record.waits import SuspendedTask, describe, wrapped
from looptape.recording import SECOND, Bar, Lane, Piece, Recording, Wait
from looptape.virtual import private


class Observer:
    """Collects what happened.

    Args:
        clock: Gives the time.
        files: Names of the program files, as their code objects carry them.
        limits: How long the run may go on.
        stop: Called with a limit that the run meets, in words; it raises.
        belongs: Whether a file belongs to the program, given its name.

    Attributes:
        limits: The same.
        stop: The same.
        recording: What was noted so far.
        lanes: The rows of the timeline.
        steps: Which step runs, and why.
        deeds: What it does.
        objects: What it does with locks, events, queues, streams and futures.
        coroutines: Runs the coroutines of tasks.
        turns: What the loop calls.
        callbacks: What the program hands to the loop, and what that is caused by.
    """

    def __init__(
        self,
        clock: Clock,
        files: list[str],
        limits: Limits,
        stop: Callable[[str], NoReturn],
        belongs: Callable[[str], bool],
    ) -> None:
        self.clock = clock
        self.limits = limits
        self.stop = stop
        self.recording = Recording("", "", programs=files)
        self.lanes = Lanes(self.recording, belongs)
        self.steps = Steps(self.recording, self.lanes, clock)
        noted = self.recording.steps
        self.deeds = Deeds(self.steps, noted, clock)
        self._files = files
        self._holds = Holds(self.recording.holds)
        self.objects = Objects(self.steps, self.deeds, self._holds, files)
        self.coroutines = Coroutines(
            self.steps, noted, files, self._wait, self.objects.calls
        )
        self.turns = Turns(self.recording, self.lanes, self.steps, clock)
        self.callbacks = Callbacks(
            clock, self.recording, self.steps, self.deeds, self.lanes
        )
        self._output = Output(self.recording.output, limits, stop)

    @property
    def closed(self) -> bool:
        """True once nothing more is to be noted, because the run is over."""
        return self.steps.closed

    # Lanes

    def add_lane(self, kind: str, name: str, call: str, role: str = "") -> int:
        """Note a new row of the timeline and give its index."""
        steps = self.steps
        lane = Lane(kind, name, call, program.get(), parent=steps.lane, role=role)
        lane.made_in, lane.made_at = steps.running, self.clock.now
        index = self.lanes.add(lane)
        if kind in {"task", "library"}:
            self.deeds.did("makes", lanes=[index])
        return index

    def add_coroutine(self, coroutine: Any) -> int:
        """Note the lane of a new task and give its index."""
        return self.add_lane(*self.lanes.described(coroutine))

    def lost(self, lane: int) -> None:
        """Note that a task is destroyed while it waits."""
        if not self.closed:
            self.lanes[lane].lost_in = self.steps.running
            self.deeds.did("loses", lanes=[lane])

    def hands(self, call: str, kind: str, lanes: list[int]) -> None:
        """Note that a call is handed to a worker thread or process.

        Args:
            call: The call, such as `crunch(3)`.
            kind: `thread` or `process`.
            lanes: Gets the worker's lane, at the latest when that begins.
        """
        self.deeds.did("hands", name=call, kind=kind, lanes=lanes)

    def bar(self, lane: int, at: int, until: int, text: str) -> Bar:
        """Note a stretch of work outside the loop's thread."""
        bar = Bar(lane, at, until, text)
        if not self.closed:
            self.recording.bars.append(bar)
        return bar

    # What tasks do

    @contextlib.contextmanager
    def cancelling(self, task: Any) -> Iterator[None]:
        """A task is asked to cancel, and with it what it waits for."""
        lane = self.lanes.of(task)
        if lane is None or self.closed:
            yield
            return
        acting, doing = self.steps.acting, self.deeds.doing_now
        cancelled, by = self.coroutines.cancelled, asyncio_cancels()
        cancelled[lane] = Cancelled(acting, doing, "" if acting is not None else by)
        if acting is not None and doing is not None:
            deed = self.recording.steps[acting].deeds[doing]
            if deed.verb == "cancels":
                deed.lanes.append(lane)
            yield
        elif acting is not None:
            kind = "signal" if by == "signal" else ""
            with self.deeds.doing("cancels", kind=kind, lanes=[lane]):
                cancelled[lane] = Cancelled(acting, self.deeds.doing_now)
                yield
        elif by:
            yield
        elif self.steps.handle is not None and self.steps.handle.kind == "timer":
            # Only a timeout cancels a task from outside any step.
            with self._timed_out(self.steps.handle, lane):
                yield
        else:
            yield

    @contextlib.contextmanager
    def _timed_out(self, handle: Cause, lane: int) -> Iterator[None]:
        timer = self.lanes.of_callbacks(self.lanes[lane].program, self.clock.now)
        long = round((handle.delay or 0) * SECOND)
        if handle.deadline:
            long += handle.at
        with self.steps.interrupted(timer, None):
            step = self.steps.begin(timer, handle, None)
            noted = self.recording.steps[step]
            noted.timeout, noted.deadline = max(0, long), handle.deadline
            with self.deeds.doing("cancels", lanes=[lane]):
                cancelled = Cancelled(step, self.deeds.doing_now)
                self.coroutines.cancelled[lane] = cancelled
                yield
            self.steps.end(step, "returns", None, None)
        self.steps.handle = Cause("step", step)

    def blocked(self, verb: str, name: str, at: int, kind: str = "") -> None:
        """Note a call that held the loop up until now.

        Args:
            verb: `calls`, `requests` or `reads`.
            name: The call, or what is asked for or read.
            at: When it began, in ns.
            kind: `thread` if it waited for one.
        """
        if not self.closed and self.steps.in_thread is None:
            self.steps.outside(at)
            now = self.clock.now
            if self.steps.running is not None and self.steps.acting is None:
                return  # The loop is held up by what is no step.
            last = self.deeds.last()
            if last is not None and last.verb == verb == "reads":
                last.until = now  # One loop of many readings of the clock.
            else:
                self.deeds.did(verb, name=name, kind=kind, at=at, until=now)

    def write(self, stream: str, text: str) -> None:
        """Note printed text.

        Raises:
            LimitReached: The program has printed too much.
        """
        if self.closed or self._output.full or not text:
            self._output.count(text)
            return
        step = None if self.steps.in_thread is not None else self.steps.running
        lane, line, last = self.steps.lane, None, None
        if step is not None:
            line, last = self.steps.line(), self.deeds.last()
        same = last is None or (last.verb == "prints" and last.line == line)
        piece = Piece(text, self.clock.now, stream, program.get(), lane, step)
        piece.after = self.steps.handed
        if step is None and self.steps.in_thread is None and self.recording.steps:
            piece.after = len(self.recording.steps) - 1
            piece.by = "" if lane is not None else self._by()
        pieces = self.recording.output
        before = len(pieces)
        self._output.write(piece, same)
        if len(pieces) > before and step is not None:
            self.deeds.did("prints", piece=before, line=line)
        self._output.count(text)

    def _by(self) -> str:
        """What prints, if no lane does, as in `recording.Piece`."""
        if private.get_running_loop() is not None:
            return "loop"
        if self.steps.in_which == get_ident():
            return ""
        main = threading.main_thread().ident == get_ident()
        return "main thread" if main else "another thread"

    # What they wait for

    def _wait(self, lane: int, frames: list[Any], future: Any) -> Wait:
        known = None
        if asyncio.isfuture(future):
            # Known by the future that is awaited, or by that of the thread behind it.
            known = self.lanes.known.get(future)
            behind = wrapped(future)
            if known is None and behind is not None:
                known = self.lanes.known.get(behind)
        if known is not None:
            return known
        own = own_frames(frames, self._files)
        suspended = SuspendedTask(
            below_program(frames, self.lanes.belongs),
            future,
            self.lanes.of,
            lambda thing: self.lanes.name_of(thing, lane, own),
            self._holds.holders,
            self.clock.now,
            library_of(frames, self.lanes.belongs),
            self.lanes.is_call,
        )
        return describe(suspended)

    # The end

    def close(self, end: str = "returns") -> Recording:
        """Note that the run is over, and give what was noted.

        Args:
            end: How the step that runs ends, if one does, as in `recording.Step`.
        """
        if self.closed:
            return self.recording
        recording, running = self.recording, self.steps.running
        if running is not None:
            last = recording.steps[running]
            last.until, last.end = self.clock.now, end
        self.steps.closed = True
        recording.until = self.clock.now
        places = self._output.order()
        for step in recording.steps:
            for deed in step.deeds:
                if deed.piece is not None:
                    deed.piece = places[deed.piece]
        self.lanes.number()
        return recording
