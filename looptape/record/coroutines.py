"""Lets coroutines run, each time as one step."""

import asyncio
import weakref
from collections.abc import Callable, Collection
from concurrent.futures import BrokenExecutor
from typing import Any, NamedTuple

from looptape.record.causes import START, Cause
from looptape.record.errors import Exited, LimitReached
from looptape.record.frames import chain, library_call, line_of, own_frames, raised_at
from looptape.record.profiles import watched_calls
from looptape.record.steps import Steps
from looptape.record.values import result, show
from looptape.record.waits import OPEN, came, held, opens_connection
from looptape.recording import Step, Wait

# Gives what a task waits for, from its lane, the frames it stands in and what it
# yielded.
Describe = Callable[[int, list[Any], Any], Wait]
Calls = Callable[[Any, int | None], None]


class Cancelled(NamedTuple):
    """By what a lane was asked to cancel.

    Attributes:
        step: Index of the step, or None.
        deed: Index of its deed, or None.
        by: What asyncio does that itself for, if no step does: `signal` or `end`.
    """

    step: int | None
    deed: int | None
    by: str = ""


class Coroutines:
    """Runs the coroutines of tasks, and notes how each step begins and ends.

    Args:
        steps: Notes the steps.
        noted: The steps of the recording.
        files: Names of the program's files.
        describe: Gives what a suspended task waits for.
        calls: Called with each builtin that the program calls and the line, and
            with None when that is over.
    """

    def __init__(
        self,
        steps: Steps,
        noted: list[Step],
        files: Collection[str],
        describe: Describe,
        calls: Calls,
    ) -> None:
        # Lanes that were asked to cancel.
        self.cancelled: dict[int, Cancelled] = {}
        self._steps = steps
        self._noted = noted
        self._files = files
        self._describe = describe
        self._calls = calls
        # By reference only: a task that nothing holds has to be able to go.
        self._awaited: dict[int, weakref.ref[Any]] = {}
        # The call of a library in which it waits, and for what.
        self._within: dict[int, tuple[weakref.ref[Any] | None, Wait]] = {}
        self._begun: set[int] = set()
        # Lanes whose wait may end in another way, and what they have of their input.
        self._open: dict[int, int] = {}
        # The lane that runs, if it stands in a request without a connection.
        self._opens: int | None = None
        steps.edge = Coroutines.resume.__code__

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
        try:
            if self._steps.closed:
                return method(*args)
            line = None if self._steps.running is None else self._steps.line()
            # An eager task starts inside its maker's step.
            with self._steps.interrupted(lane, line):
                return self._resume(lane, coroutine, method, args)
        finally:
            del args  # As in `_resume`.

    def _resume(
        self,
        lane: int,
        coroutine: Any,
        method: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> Any:
        began = self._begin(lane, coroutine, args)
        returned: list[int] = []
        items: set[int] = set()
        try:
            with watched_calls(coroutine, self._files, returned, items, self._calls):
                future = method(*args)
        except StopIteration as stop:
            self._finish("returns", returned, show(stop.value))
            raise
        except asyncio.CancelledError:
            self._finish("cancelled", returned, None)
            raise
        except Exited as error:  # Nothing is raised: the program is over.
            self._finish("returns", raised_at(error, self._files), None)
            raise
        except LimitReached as error:  # The program itself would go on.
            self._finish("waits", raised_at(error, self._files), None)
            raise
        except BaseException as error:
            self._finish("raises", raised_at(error, self._files), show(error))
            raise
        else:
            if not self._steps.closed:
                self._suspend(coroutine, future, began, items)
            return future
        finally:
            # An exception knows this frame, which would keep it and all it knows.
            del args

    def _begin(self, lane: int, coroutine: Any, args: tuple[Any, ...]) -> int:
        """Note the beginning of a step; no frame may be held while it runs."""
        awaited = self._awaited.pop(lane, None)
        cause = self._steps.handle or START
        thrown, by = args[0] if args else None, Cancelled(None, None)
        # The future that it waits for may have been cancelled, and not the task.
        if isinstance(thrown, asyncio.CancelledError) and lane in self.cancelled:
            by = Cancelled(cause.step, cause.deed)
            # What it waited for had just come, or it was only made.
            if cause.kind != "step" or lane not in self._begun:
                by = self.cancelled[lane]
            cause = Cause("cancel", by.step, deed=by.deed)
        self.cancelled.pop(lane, None)
        self._begun.add(lane)
        line = line_of(coroutine, self._files)
        began = self._steps.begin(lane, cause, line)
        step = self._noted[began]
        if args == (None,):
            step.got = result(awaited() if awaited is not None else None)
        _, earlier = self._within.get(lane, (None, None))
        if thrown is not None:
            step.thrown = type(in_thread(thrown)).__name__
            if earlier is not None and earlier.kind == "thread":
                step.came = "pool" if raised_by_pool(thrown) else ""
        self._opens = None
        if earlier is not None and earlier.what == "answer" and thrown is None:
            self._opens = lane if opens_connection(chain(coroutine)) else None
        before = self._open.pop(lane, None)
        if before is not None:
            step.came = came(chain(coroutine), before, thrown)
        if cause.kind == "cancel":
            step.came = by.by
        return began

    def _finish(self, how: str, lines: list[int], value: str | None) -> None:
        running = self._steps.running
        if not self._steps.closed and running is not None:
            self._left_request(self._noted[running])
            self._steps.end(running, how, lines[-1] if lines else None, value)

    def _left_request(self, step: Step) -> None:
        """Note that a request is over that has got no connection."""
        if self._opens == step.lane:
            step.came, self._opens = "error", None

    def _suspend(
        self, coroutine: Any, future: Any, began: int, items: set[int]
    ) -> None:
        # Not the step that this began with, if an eager task came in between.
        step = self._steps.running
        assert step is not None
        frames = list(chain(coroutine))
        own = own_frames(frames, self._files)
        self._steps.end(step, "waits", own[-1].f_lineno if own else None, None)
        noted = self._noted[step]
        wait = noted.wait = self._describe(noted.lane, frames, future)
        call = library_call(coroutine, self._files)
        within, earlier = self._within.get(noted.lane, (None, None))
        same = call is not None and within is not None and within() is call
        # A generator that has yielded an item is asked for the next one.
        same = same and id(getattr(call, "ag_frame", None)) not in items
        if earlier is not None and step == began and _alike(earlier, noted, wait):
            noted.anew = not same
        if not same:
            self._left_request(noted)
        reference = None if call is None else weakref.ref(call)
        self._within[noted.lane] = reference, wait
        if (wait.kind, wait.what) in OPEN:
            self._open[noted.lane] = held(frames)
        elif (
            wait.kind == "task" and not wait.what and isinstance(future, asyncio.Future)
        ):
            self._awaited[noted.lane] = weakref.ref(future)


def _alike(earlier: Wait, step: Step, wait: Wait) -> bool:
    """Whether a step seems to wait on as before: waits of some kinds never go on."""
    if wait.kind in {"sleep", "turn", "thread", "queue"}:
        return False
    # What a library makes for its own ends is no doing of the program.
    idle = all(deed.verb == "makes" for deed in step.deeds)
    before = earlier.kind, earlier.what, earlier.name
    same = before == (wait.kind, wait.what, wait.name)
    return idle and same and {*wait.lanes} <= {*earlier.lanes}


def in_thread(thrown: BaseException) -> BaseException:
    """What the call of a thread raised.

    Args:
        thrown: What a future makes of it: since 3.12 a `RuntimeError`, if it is
            `StopIteration`.
    """
    cause = thrown.__cause__
    # Not the one that Python makes where a coroutine raises it.
    future = type(thrown) is RuntimeError and str(thrown).startswith("StopIteration")
    return cause if future and cause is not None else thrown


def raised_by_pool(thrown: BaseException) -> bool:
    """Whether a pool raised in the place of a call, which returned or never ran.

    Args:
        thrown: What it seems to have raised. That of a process tells where it comes
            from: the call, or a queue that could not pickle it or what it returned.
    """
    cause = thrown.__cause__
    if type(cause).__name__ == "_RemoteTraceback":
        return "in _process_worker" not in str(cause)
    # One that the call itself raised has passed through a frame.
    return isinstance(thrown, BrokenExecutor) and thrown.__traceback__ is None
