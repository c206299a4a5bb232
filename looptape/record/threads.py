"""Worker threads in virtual time.

WebAssembly has no threads, and real ones have no order.
So a function that is handed to an executor runs whole, at the moment at which a
thread begins with it, on a clock of its own: a thread that sleeps 2 s takes 2 virtual
seconds beside the loop. Where all threads of a pool are busy, it begins later, at an
alarm of the clock. What it prints appears at its time, and so does what it hands to the
loop with `call_soon_threadsafe`.

What this cannot show: a thread and the loop that answer each other while the
function runs, two threads that share data, and the interpreter lock.
A script that needs these declares `clock = "real"`.
"""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

from looptape.record.calls import label
from looptape.record.clock import VirtualClock
from looptape.record.errors import Ending
from looptape.record.lanes import program
from looptape.record.observer import Observer
from looptape.record.workers import Call, Ended, Pool, Pools, Workers
from looptape.record.working import Results, Work
from looptape.recording import Wait
from looptape.virtual import private

# Bound here, because it is replaced while a program runs.
_submit = ThreadPoolExecutor.submit
# What is refused, because calls run whole when they begin, and a thread that waits for
# another is ahead of the loop.
CANCELS = "it cancels a call with which a thread has begun for another thread"
WAITS = "one of its threads waits for another"
CLOSES = "it shuts down a pool before one of its threads hands a call to that"


class Threads:
    """The simulated threads of one run.

    Args:
        observer: Is told what the threads do.
        clock: The clock of the run.
        ending: Ends the run.
        workers: What `threading` tells of them.
        shared: The pools that the program made itself, which all loops share.

    Attributes:
        results: Those of threads, for the loop.
    """

    def __init__(
        self,
        observer: Observer,
        clock: VirtualClock,
        ending: Ending,
        workers: Workers,
        shared: Pools,
    ) -> None:
        self._ending = ending
        self._observer = observer
        self._clock = clock
        self._work = Work(observer, clock, ending, workers)
        self._own: Pools = {}
        self._shared = shared
        self.results = Results(clock)

    def run(
        self,
        loop: asyncio.AbstractEventLoop,
        executor: ThreadPoolExecutor | None,
        function: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> "asyncio.Future[Any]":
        """Run a function in a simulated thread.

        Args:
            loop: The loop that waits for it.
            executor: A thread pool, or None for the loop's own.
            function: The function.
            args: Its arguments.

        Returns:
            A future that is done when the thread would be.

        Raises:
            RuntimeError: As of `call`.
        """
        future: asyncio.Future[Any] = loop.create_future()
        wait = self._observer.lanes.known[future] = Wait("thread")

        begun = functools.partial(self.results.come, loop, future)
        cancel = functools.partial(loop.call_soon_threadsafe, call_off, future)
        call = self.call(executor, function, args, {}, wait, begun, cancel)
        if not wait.lanes:
            future.add_done_callback(functools.partial(self._called_off, call))
        try:
            return future
        finally:
            # An exception knows this frame, which would keep it and all it knows.
            del future, begun, cancel, call

    def call(
        self,
        executor: ThreadPoolExecutor | None,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        options: dict[str, Any],
        wait: Wait,
        begun: Callable[[Ended], None],
        cancel: Callable[[], object],
    ) -> Call:
        """Run a function in a simulated thread, as soon as one is idle.

        Args:
            executor: A thread pool, or None for the loop's own.
            function: The function.
            args: Its arguments.
            options: Those with names.
            wait: How what waits for it does; gets its words and the thread's lane.
            begun: Called when a thread has begun with it, and has run it.
            cancel: Cancels what waits for it.

        Raises:
            RuntimeError: The pool was shut down, or the interpreter ends.
        """
        wait.name, now = label(function, args, options), self._clock.now
        pool = self._pool(executor)
        closed = pool.closed is not None and pool.closed <= now
        if closed or private.interpreter_ends():
            # Python's own refuses as well, and in its own words.
            _submit(executor or ThreadPoolExecutor(), function)
        pool.handed = max(now, pool.handed)
        work = functools.partial(function, *args, **options)
        handed = self._observer.steps.running
        call = Call(work, wait, begun, cancel, program.get(), handed)
        self._begin_due(pool)
        self._observer.hands(wait.name, "thread", wait.lanes)
        try:
            if pool.full(now):
                pool.waiting.append(call)
            else:
                self._work.begin(pool, call, now)
            self._begin_due(pool)
            return call
        finally:
            del call, begun, cancel, work, function  # As above.

    def go_on(self, executor: ThreadPoolExecutor | None) -> int | None:
        """Begin with the calls for which a thread of a pool is idle by now.

        Args:
            executor: The pool, or None for the loop's own.

        Returns:
            When the next one can begin, in ns; None if there is none, or if that is
            not known, as each thread of the pool runs now.
        """
        return self._begin_due(self._pool(executor))

    def _begin_due(self, pool: Pool) -> int | None:
        while pool.waiting and pool.busy:
            at = pool.busy[0][0]
            if at > self._clock.now:
                if at != pool.alarm:
                    pool.alarm = at
                    self._clock.alarm(at, functools.partial(self._begin_due, pool))
                return at
            pool.release()
            self._work.begin(pool, pool.waiting.popleft(), at)
        return None

    def waits(self) -> NoReturn:
        """Refuse: a call waits for a thread that waits for it."""
        self._ending.refuse(WAITS, "threading")

    def _called_off(self, call: Call, future: Any) -> None:
        if future.cancelled():
            self.call_off(call)

    def call_off(self, call: Call) -> None:
        """A call is cancelled: no thread begins with it any longer.

        Args:
            call: The call.

        Raises:
            NeedsRealClock: It begins later, and yet it has run.
        """
        if call.start is not None:
            self._begun_before(call.start)
            return
        for pool in {*self._own.values(), *self._shared.values()}:
            if call in pool.waiting:
                pool.waiting.remove(call)

    def _begun_before(self, start: int) -> None:
        if start > self._clock.now:
            self._ending.refuse(CANCELS, "threading")

    def close(self, executor: ThreadPoolExecutor, cancel: bool) -> None:
        """A pool is shut down.

        Args:
            executor: The pool.
            cancel: Whether with that the calls that no thread has begun are cancelled.

        Raises:
            NeedsRealClock: A thread hands it a call later, which has run already, or
                a call that is cancelled has.
        """
        pool, now = self._pool(executor), self._clock.now
        if cancel:
            self._begun_before(pool.begun)
            while pool.waiting:
                pool.waiting.popleft().cancel()
        if pool.handed > now:
            self._ending.refuse(CLOSES, "threading")
        pool.closed = now if pool.closed is None else min(now, pool.closed)

    def end(self, executor: ThreadPoolExecutor | None) -> int:
        """When the last thread of a pool is free again, in ns; 0 if it has none.

        Then a call may begin that had to wait.

        Args:
            executor: A thread pool, or None for the loop's own.
        """
        known = self._own if executor is None else self._shared
        if executor not in known:
            return 0
        self.go_on(executor)
        return known[executor].end

    def shut_down(self) -> None:
        """The loop's own pool is shut down, if a call has made it."""
        if None in self._own:
            self._own[None].closed = self._clock.now

    def _pool(self, executor: ThreadPoolExecutor | None) -> Pool:
        if executor is not None:
            return self._shared[executor]
        return self._own.setdefault(None, Pool())


def call_off(future: "asyncio.Future[Any]") -> None:
    """Cancel the future of a call with which no thread has begun."""
    future.cancel()
