"""Event loops that tell an observer what they do.

`virtual_loop` has the one that runs in virtual time, and `real_loop` that for the
machine's clock, with its sockets and child processes.
"""

import asyncio
import contextlib
import selectors
import weakref
from collections.abc import Callable
from typing import Any

from looptape.record import libraries
from looptape.record.causes import Cause, timeout_of, unknown
from looptape.record.errors import Ending, LimitReached
from looptape.record.frames import this_frame
from looptape.record.lanes import program
from looptape.record.observer import Observer
from looptape.record.recorded_task import Task
from looptape.record.tracebacks import leave_out_ours
from looptape.virtual import private
from looptape.virtual.loop import Deadlock

# A selector's key carries a handle for each of these, in this order.
EVENTS = (selectors.EVENT_READ, selectors.EVENT_WRITE)
# asyncio's own factory for eager tasks, since 3.12, and one for tasks that are noted.
PLAIN: Any = vars(asyncio).get("eager_task_factory")
EAGER: Any = PLAIN and vars(asyncio)["create_eager_task_factory"](Task)
# After its limit a program may still clean up, for this many turns or steps.
STEP_GRACE = 1_000


# Where a check is switched off: typeshed ties the arguments of a callback to its
# parameters, which no `Any` here can, and knows none of asyncio's private methods.
class RecordedLoop(asyncio.BaseEventLoop):
    """What both recorded loops share.

    Attributes:
        observer: Is told of tasks, callbacks and their causes.
        ending: Tells whether the run has ended, whatever the program catches.
        real: Whether it runs on the machine's clock.
    """

    real = False
    observer: Observer
    ending: Ending

    def observe(self, observer: Observer, ending: Ending) -> None:
        """Set the observer; to be called before the loop is used."""
        self.observer = observer
        self.ending = ending
        self._companions: list[Any] = []
        # By the handle's id, as timers that are due together count as equal; the
        # reference tells whether that handle is still the one.
        self._causes: dict[int, tuple[weakref.ref[Any], Cause]] = {}
        self._turns = 0
        self._step_limit = observer.limits.steps

    def recordable(self, coro: Any) -> int | None:
        """Note the lane of a new task; None for one that no program knows of."""
        if self.observer.closed or not asyncio.iscoroutine(coro):
            return None
        if libraries.role(getattr(coro, "cr_code", None)) == "shutdown":
            return None
        if self.observer.lanes.tasks >= self.observer.limits.steps:
            coro.close()  # It will never begin, and Python would complain of it.
            self.ending.stop(f"stopped after {self.observer.limits.steps:,} tasks")
        return self.observer.add_coroutine(coro)

    def set_task_factory(self, factory: Any) -> None:
        """Set it, as in asyncio.

        A module that was imported before has asyncio's own factory for eager tasks.
        """
        super().set_task_factory(EAGER if factory and factory is PLAIN else factory)

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """Schedule a callback, noting who does."""
        # A future that is done calls those that wait for it by itself.
        done = any(isinstance(one, asyncio.Future) and one.done() for one in args)
        callbacks = self.observer.callbacks
        with contextlib.nullcontext() if done else callbacks.scheduling(callback):
            handle = super().call_soon(callback, *args, context=context)
        cause, timeout = callbacks.cause(callback), timeout_of(callback)
        if timeout is not None:  # It is over already.
            cause.delay = (timeout.when() or 0) - self.time()
        self._note(handle, cause)
        return handle

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """Schedule a callback, noting who does."""
        if libraries.role(this_frame(1).f_code) == "end of threads":
            # That the pool's threads have ended is no call of the program's.
            callback = unknown(callback)
        callbacks = self.observer.callbacks
        with callbacks.scheduling(callback):
            handle = super().call_soon_threadsafe(callback, *args, context=context)
        self._note(handle, callbacks.cause(callback))
        return handle

    def call_at(  # type: ignore[override]
        self, when: Any, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Schedule a callback, noting who does."""
        after = when - self.time() if isinstance(when, int | float) else None
        with self.observer.callbacks.scheduling(callback, after):
            handle = super().call_at(when, callback, *args, context=context)
        cause = self.observer.callbacks.cause(callback, "timer")
        cause.delay = when - self.time()
        self._note(handle, cause)
        return handle

    def _note(self, handle: asyncio.Handle, cause: Cause) -> None:
        self._causes[id(handle)] = weakref.ref(handle), cause

    def watch(self, handle: asyncio.Handle) -> contextlib.AbstractContextManager[None]:
        """Surround the run of a callback."""
        reference, cause = self._causes.pop(id(handle), (None, None))
        if cause is None or reference is None or reference() is not handle:
            # A handle that nobody scheduled stands for a socket that is ready, or for
            # a signal.
            cause = self.observer.callbacks.unscheduled(private.callback_of(handle))
        _, context = private.handle_of(handle)
        index = context.get(program, 0)
        return self.observer.turns.run(cause, index)

    def call_exception_handler(self, context: Any) -> None:
        """Report an error, but none that comes of how the run was ended."""
        if self.ending.error is None:
            self.observer.callbacks.callback_failed(context)
            super().call_exception_handler(context)

    def _run_once(self) -> None:
        self.ending.check()
        self.ending.turn()
        self._turns += 1
        self.count_steps()
        super()._run_once()  # type: ignore[misc]

    def count_steps(self) -> None:
        """End a run that goes on for too long, also within one turn of the loop."""
        steps = len(self.observer.recording.steps)
        if max(self._turns, steps) > self._step_limit:
            self._step_limit += STEP_GRACE
            # Not more where the cleanup meets its own limit.
            self.ending.stop(f"stopped after {self.observer.limits.steps:,} steps")

    def start(self, companions: list[tuple[int, Any]]) -> None:
        """Start programs that run beside the first one, until they only wait.

        Args:
            companions: Index and main coroutine of each program.
        """
        for index, coroutine in companions:
            token = program.set(index)
            self._companions.append(self.create_task(coroutine))
            program.reset(token)
            self.call_soon(self._stop_when_quiet)
            self.run_forever()

    def run_until_complete(self, future: Any) -> Any:
        """Run; when that is done, end the companions as Ctrl-C would."""
        if self.ending.error is not None and asyncio.iscoroutine(future):
            future.close()  # It will never begin, and Python would complain of it.
        self.ending.check()
        companions, self._companions = self._companions, []
        try:
            try:
                return super().run_until_complete(future)
            finally:
                for task in companions:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        super().run_until_complete(task)
        except BaseException as error:
            if isinstance(error, Deadlock | LimitReached):
                # What follows is only the cleaning up; it is not part of the story.
                self.observer.close()
            leave_out_ours(error)
            raise

    def _stop_when_quiet(self) -> None:
        if self._ready:  # type: ignore[attr-defined]
            self.call_soon(self._stop_when_quiet)
        else:
            self.stop()
