"""A loop whose clock jumps from timer to timer.

Nothing ready and nothing scheduled means that nothing can ever happen: the loop
says so immediately and does not hang.
"""

import asyncio
import itertools
import math
import queue
import threading
import time
from asyncio import selector_events
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Self, TypeVar, TypeVarTuple
from weakref import WeakSet

from looptape.virtual import private
from looptape.virtual.network import Network
from looptape.virtual.selector import VirtualSelector

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

NANOSECOND = 1e-9

# A program that never rests (`while ...: await asyncio.sleep(0)`) would stop the
# clock for ever. After this many turns at one instant, each takes a little time.
TIRELESS_TURNS = 100_000
TURN_NS = 10_000

REFUSED = (
    "a VirtualLoop {}, because they live in real time: run the program on asyncio's"
    " own loop"
)

# Bound here, because a recorder replaces the functions of the `time` module.
_real_ns = time.monotonic_ns


class Deadlock(RuntimeError):
    """Nothing is ready and nothing is scheduled: the loop would wait for ever."""


class Moment(float):
    """When a timer is due: a number of seconds, and its place among equals.

    A real clock never sets two timers to the same moment, so they fire in the order
    in which they were set. A virtual one does, and asyncio's heap keeps no order
    among equals.

    Attributes:
        key: The whole nanosecond, and the number of the timer.
    """

    __slots__ = ("key",)
    key: tuple[float, int]

    def __new__(cls, when: float, number: int) -> Self:
        """Make a moment.

        Args:
            when: Seconds since the loop was made.
            number: How many timers were set before.
        """
        made = super().__new__(cls, when)
        made.key = (round(when * 1e9) if math.isfinite(when) else when, number)
        return made

    def __lt__(self, other: float) -> bool:
        return (
            self.key < other.key if isinstance(other, Moment) else float(self) < other
        )


class ClockLoop(selector_events.BaseSelectorEventLoop):
    """asyncio's selector loop in virtual time, with a network in memory.

    While other threads run that were started after the loop, or calls in an
    executor, the clock goes as fast as a real one, because they take real time.
    It knows the threads of Python only: a look-up with aiodns runs in one of C, and
    needs aiohttp's `ThreadedResolver` in its place.

    Attributes:
        now: The clock, in whole nanoseconds since the loop was made.
        network: The connections, in memory.
    """

    # asyncio has it, and its type stubs leave it out.
    _default_executor: Executor | None

    def __init__(self) -> None:
        self.now = 0
        self._turns = 0
        self._timers = itertools.count()
        self.network = self.new_network()
        self._wakeups: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._calls: WeakSet[asyncio.Future[Any]] = WeakSet()
        self._bystanders = WeakSet(threading.enumerate())
        super().__init__(VirtualSelector(self.network, self._wait))
        private.set_clock_resolution(self, NANOSECOND)

    def new_network(self) -> Network:
        """Make the loop's network."""
        return Network()

    def time(self) -> float:
        """Return the virtual time in seconds since the loop was made."""
        return self.now / 1e9

    # typeshed ties the arguments to the callback's parameters, which no `Any` can.
    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Schedule a callback, after those that are due at the same nanosecond."""
        if isinstance(when, int | float):
            when = Moment(when, next(self._timers))
        handle = super().call_at(when, callback, *args, context=context)
        # In debug mode asyncio notes who called, and leaves out its own method only. A
        # recorder has left this one out already.
        noted = private.source_traceback(handle)
        if noted and noted[-1].filename == ClockLoop.call_at.__code__.co_filename:
            del noted[-1]
        return handle

    def advance(self, ns: int) -> None:
        """Move the clock while nothing else runs, as a blocking call does.

        Args:
            ns: How far, in nanoseconds.

        Raises:
            ValueError: It is less than 0.
        """
        if ns < 0:
            raise ValueError(f"a clock does not go back: {ns} ns")
        self._move_to(self.now + ns)

    def idle(self) -> None:
        """Handle that nothing is ready and nothing is scheduled.

        While another thread is alive that may call `call_soon_threadsafe`, really
        wait for it.

        Raises:
            Deadlock: Nothing can ever wake the loop.
        """
        if self._really_wait():
            return
        if not self._woken():
            raise Deadlock("nothing is ready and nothing is scheduled")

    def _move_to(self, ns: int) -> None:
        self.now = ns
        self._turns = 0
        # A float counts single nanoseconds for 97 days; after that a timer is
        # due when it is as near as a float can say.
        private.set_clock_resolution(self, max(NANOSECOND, 4 * math.ulp(self.time())))

    def _wait(self, timeout: float | None) -> None:
        """Let time pass until something may happen."""
        if self._woken() or timeout == 0:
            self._turns += 1
            if self._turns > TIRELESS_TURNS:
                self.now += TURN_NS
            return
        # The timeout is a difference of two floats; the timer itself is exact.
        handle = None if timeout is None else private.next_timer(self)
        if handle is None or math.isinf(handle.when()):
            self.idle()
            return
        # A timer that a float puts behind this nanosecond is due in the next one:
        # one that waits for `time() >= when` would be set again for ever.
        due = max(round(handle.when() * 1e9), self.now + 1)
        if not self._really_wait(due):
            self._move_to(due)

    # Other threads.

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[*Arguments], Result],
        *args: *Arguments,
    ) -> asyncio.Future[Result]:
        """Run a function in a real thread or process; see asyncio."""
        future = super().run_in_executor(executor, func, *args)
        self._calls.add(future)
        return future

    def _others_run(self) -> bool:
        if any(not call.done() for call in self._calls):
            return True
        if threading.active_count() == 1:
            return False
        workers = private.pool_threads(self)
        here = threading.current_thread()
        return any(
            thread not in workers
            and (thread not in self._bystanders or thread is threading.main_thread())
            for thread in threading.enumerate()
            if thread is not here
        )

    def _really_wait(self, until: int | None = None) -> bool:
        """Wait as long as other threads run; tell whether one woke the loop.

        Args:
            until: Virtual time in ns at which it gives up.
        """
        began, start = _real_ns(), self.now
        while self._others_run():
            now = start + _real_ns() - began
            if until is not None and now >= until:
                break
            left = math.inf if until is None else (until - now) / 1e9
            # A thread that ends without a word is noticed a little later.
            if self._woken(min(left, 0.05)):
                now = start + _real_ns() - began
                self._move_to(now if until is None else min(now, until))
                return True
        return False

    def _woken(self, timeout: float = 0.0) -> bool:
        """Wait in real time for another thread or a signal to wake the loop.

        Args:
            timeout: Seconds.
        """
        woken = False
        if timeout > 0:
            try:
                self._wakeups.get(timeout=timeout)
                woken = True
            except queue.Empty:
                return False
        while not self._wakeups.empty():
            self._wakeups.get_nowait()
            woken = True
        return woken

    def _write_to_self(self) -> None:
        # SimpleQueue may be used from signal handlers, unlike locks.
        self._wakeups.put(None)

    def _make_self_pipe(self) -> None:
        """Make nothing: there is no real selector to be woken."""

    def _close_self_pipe(self) -> None:
        """Close nothing."""

    def close(self) -> None:
        """Close the loop and forget its network."""
        if not self.is_closed() and not self.is_running():
            self.network.close()
        super().close()

    # What comes from outside, and takes real time.

    def add_signal_handler(
        self, sig: int, callback: Callable[[*Arguments], Any], *args: *Arguments
    ) -> None:
        """Refuse: signals come from the real world.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(REFUSED.format("handles no signals"))

    def remove_signal_handler(self, sig: int) -> bool:
        """Refuse; see `add_signal_handler`.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(REFUSED.format("handles no signals"))

    async def connect_read_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        """Refuse: pipes are real.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(REFUSED.format("has no real pipes"))

    async def connect_write_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        """Refuse: pipes are real.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(REFUSED.format("has no real pipes"))

    async def _make_subprocess_transport(self, *args: Any, **options: Any) -> Any:
        raise NotImplementedError(REFUSED.format("runs no subprocesses"))
