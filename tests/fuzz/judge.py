"""What a program does on plain asyncio, as the judge of the recorder.

asyncio's own selector loop, with real sockets and real threads. Only the clock is
another: it jumps to the next timer when nothing else can happen. It shares nothing
with the recorder, so that both cannot be wrong in the same way.
"""

import asyncio
import contextlib
import functools
import gc
import heapq
import io
import itertools
import math
import selectors
import sys
import threading
import time
import warnings
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from unittest import mock

# Programs sleep for multiples of 1/512 s, which a float and a whole number of
# nanoseconds both hold exactly; sums of them as well.
GRID = 512
# Between two timers a real clock moves on, so they fire in the order they were set.
BETWEEN = 1e-9
# Timers less than this apart fire in the same turn; 100,000 of them lie within it.
TOGETHER = 1e-4
# How long data may be on its way through the kernel, in real seconds. It is there
# after some microseconds.
ON_ITS_WAY = 0.002
# The most that `ThreadPoolExecutor` has by default; the 33rd call waits for one.
THREADS = 32


class Stuck(BaseException):
    """Nothing is ready, nothing is scheduled, and no thread runs."""


@dataclass(frozen=True)
class Outcome:
    """What a program did.

    Attributes:
        output: What it printed.
        ended: `returned`, `raised` or `deadlock`.
        error: The exception's type and message, or None.
        status: Its exit status.
    """

    output: str
    ended: str
    error: str | None
    status: int


class JumpingSelector(selectors.DefaultSelector):
    """The system's selector, which lets virtual time pass in the place of waiting."""

    loop: "PlainLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        """Wait for what is real, else move the clock."""
        loop = self.loop
        # More than the loop's own pipe: sockets, on which data may be on its way.
        wait = ON_ITS_WAY if timeout != 0 and len(self.get_map()) > 1 else 0
        events = super().select(wait)
        if events or timeout == 0:
            return events
        until = loop.next_thread()
        if loop._executor_shutdown_called and math.isinf(until):
            # A thread waits for the others at the end of `asyncio.run`.
            return super().select(1)
        if timeout is not None:
            until = min(until, round((loop.now + timeout) * GRID) / GRID)
        if not math.isinf(until):
            loop.pass_to(until)
            return super().select(0)
        raise Stuck


class OrderedGenerators(weakref.WeakKeyDictionary[Any, None]):
    """The generators of a loop, in the order in which they began."""

    def add(self, generator: Any) -> None:
        """Add one."""
        self[generator] = None

    def discard(self, generator: Any) -> None:
        """Remove one."""
        self.pop(generator, None)


class PlainLoop(asyncio.SelectorEventLoop):
    """asyncio's loop in virtual time.

    Real threads work while the loop stands still: from their start, and from each
    time they wake up, until they sleep or end.

    Attributes:
        now: The time, in seconds.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._set = itertools.count()
        self._sleepers: list[tuple[float, int, threading.Event]] = []
        self._unfinished = 0  # Calls in threads, and those that wait for one.
        self._changed = threading.Condition()
        selector = JumpingSelector()
        selector.loop = self
        super().__init__(selector)
        self._clock_resolution = TOGETHER
        self._pool = ThreadPoolExecutor(THREADS)
        self.set_default_executor(self._pool)
        # They are closed at the end, and a set has the order of their addresses.
        self._asyncgens = OrderedGenerators()

    def time(self) -> float:
        """The virtual time."""
        return self.now

    def call_at(self, when: float, callback: Any, *args: Any, **options: Any) -> Any:
        """Set a timer a little later than all that were set before."""
        when += BETWEEN * next(self._set)
        return super().call_at(when, callback, *args, **options)

    def run_in_executor(self, executor: Any, function: Any, *args: Any) -> Any:
        """Run a function in a real thread."""

        def work() -> Any:
            _here.loop = self
            return function(*args)

        self._count(1)
        running = self._pool.submit(work)
        future = asyncio.wrap_future(running, loop=self)
        # After asyncio's own, which hands the result to the loop.
        running.add_done_callback(lambda done: self._count(-1))
        self._settle()
        return future

    def pass_to(self, when: float) -> None:
        """Let time pass, and threads work whose sleep ends meanwhile."""
        while self.next_thread() <= when:
            self.now, _, awake = heapq.heappop(self._sleepers)
            awake.set()
            self._settle()
        self.now = when

    def next_thread(self) -> float:
        """When the next thread wakes up."""
        return self._sleepers[0][0] if self._sleepers else math.inf

    def sleep(self, seconds: float) -> None:
        """Let the thread that calls this sleep in virtual time."""
        awake = threading.Event()
        entry = self.now + seconds, next(self._set), awake
        with self._changed:
            heapq.heappush(self._sleepers, entry)
            self._changed.notify()
        awake.wait()

    def _count(self, change: int) -> None:
        with self._changed:
            self._unfinished += change
            self._changed.notify()

    def _settle(self) -> None:
        # Each thread sleeps that has a call.
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._sleepers) == min(self._unfinished, THREADS)
            )


class Here(threading.local):
    """The loop of each thread.

    Attributes:
        loop: The one that a thread works for, or None.
    """

    loop: PlainLoop | None = None


_here = Here()


def sleep(seconds: float) -> None:
    """Stand in for `time.sleep`: it holds up the loop, or a thread beside it."""
    if _here.loop is not None:
        _here.loop.sleep(seconds)
    else:
        loop: Any = asyncio.get_running_loop()
        loop.pass_to(loop.now + seconds)


@contextlib.contextmanager
def numbered_tasks() -> Iterator[None]:
    """Count tasks from the start of a program, as in an interpreter of its own.

    Only those without a name of their own have a number in it. Another number is a
    task's hash: asyncio keeps tasks in sets, and an address would give them another
    order in each run.
    """
    numbers, unnamed = itertools.count(), itertools.count(1)
    # A set that was large before has another order.
    known = "_scheduled_tasks" if sys.version_info >= (3, 12) else "_all_tasks"
    vars(asyncio.tasks)[known].clear()

    class Task(asyncio.Task):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._number = next(numbers)
            if kwargs.get("name") is None:
                kwargs["name"] = f"Task-{next(unnamed)}"
            super().__init__(*args, **kwargs)

        def __hash__(self) -> int:
            return self._number

    with contextlib.ExitStack() as stack:
        for owner in (asyncio, asyncio.tasks):
            stack.enter_context(mock.patch.object(owner, "Task", Task))
            if hasattr(owner, "create_eager_task_factory"):
                eager = owner.create_eager_task_factory(Task)
                stack.enter_context(
                    mock.patch.object(owner, "eager_task_factory", eager)
                )
        yield


def run(main: Any) -> Any:
    """Stand in for `asyncio.run`."""
    with asyncio.Runner(loop_factory=PlainLoop) as runner:
        return runner.run(main)


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Collect garbage afterwards: in between, it would have no known place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            gc.collect()


class Printed(io.StringIO):
    """Keeps what is printed before a deadlock; what follows is cleaning up."""

    open = True

    def write(self, text: str) -> int:
        """Keep a text."""
        return super().write(text) if self.open else len(text)


def judge(source: str, name: str) -> Outcome:
    """Run a program on plain asyncio.

    Args:
        source: Its text.
        name: Its file's name.
    """
    printed = Printed()
    idle = JumpingSelector.select

    @functools.wraps(idle)
    def select(self: Any, timeout: float | None = None) -> list[Any]:
        try:
            return idle(self, timeout)
        except Stuck:
            printed.open = False
            raise

    ended, error, status = "returned", None, 0
    with (
        numbered_tasks(),
        mock.patch.object(JumpingSelector, "select", select),
        mock.patch.object(asyncio, "run", run),
        mock.patch.object(time, "sleep", sleep),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        no_collection(),
    ):
        try:
            code = compile(source, name, "exec", dont_inherit=True)
            exec(code, {"__name__": "__main__"})
        except Stuck:
            ended, status = "deadlock", 1
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        except BaseException as problem:
            ended, status = "raised", 1
            error = f"{type(problem).__name__}: {problem}"
    return Outcome(printed.getvalue(), ended, error, status)
