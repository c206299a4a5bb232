"""Thread pools that a program uses by itself, in virtual time.

What it submits runs whole when a thread begins with it, as what it hands to
`run_in_executor`; its future is done when the thread would be. So asking for a result
that is not there yet takes the time until then, and holds up the loop meanwhile.
"""

import asyncio
import concurrent.futures
import contextlib
import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    Future,
    ThreadPoolExecutor,
)
from typing import Any

from looptape.record.clock import VirtualClock
from looptape.record.observer import Observer
from looptape.record.patch import name_as, replaced
from looptape.record.threads import Threads
from looptape.record.workers import Call, Ended, Pool, Pools
from looptape.recording import SECOND, Wait
from looptape.virtual import private

_numbers = itertools.count()

# Lets time pass, for a call of a name, until a function gives no later moment, in ns.
Block = Callable[[Callable[[], float], str], None]


class SimulatedFuture(Future[Any]):
    """The future of a call in a simulated thread.

    Args:
        executor: Its pool.
        block: Lets time pass.
        clock: The clock of the run.
        threads: Where it runs.

    Attributes:
        call: The call, as the pool has it.
    """

    call: Call

    def __init__(
        self,
        executor: ThreadPoolExecutor,
        block: Block,
        clock: VirtualClock,
        threads: Threads,
    ) -> None:
        super().__init__()
        self._executor = executor
        self._block = block
        self._clock = clock
        self._threads = threads
        self._ended: Ended | None = None
        self._begun = False
        # The loops in which something waits until a thread has begun; None for none.
        self._loops: list[asyncio.AbstractEventLoop | None] = []
        self._number = next(_numbers)

    def __repr__(self) -> str:
        self.arrive()
        return super().__repr__()

    @property
    def order(self) -> tuple[float, int]:
        """Sorts futures as they come to be done."""
        return -1 if self.done() else self.next(), self._number

    def next(self) -> int:
        """When it can be done at the earliest, in ns.

        Raises:
            NeedsRealClock: It waits for a thread that waits for it.
        """
        if self.done():
            return self._clock.now
        if self._ended is not None:
            return self._ended.until
        at = self._threads.go_on(self._executor)
        return self._threads.waits() if at is None else at

    def begin(self, ended: Ended) -> None:
        """A thread begins with the call, and has run it.

        Args:
            ended: What came of it.
        """
        self._ended = ended
        for loop in self._loops:
            self._arrives_in(loop)

    def arrive(self) -> None:
        """Run, if the thread has begun, and be done, if it has ended."""
        if super().done():
            return
        if self._ended is None:
            self._threads.go_on(self._executor)
        ended, start, now = self._ended, self.call.start, self._clock.now
        if ended is None or start is None or now < start:
            return
        if not self._begun:
            self._begun = self.set_running_or_notify_cancel()
        if now < ended.until:
            return
        self._ended = None
        if ended.error is None:
            self.set_result(ended.result)
        else:
            self.set_exception(ended.error)

    def done(self) -> bool:
        """Whether the thread has ended."""
        self.arrive()
        return super().done()

    def running(self) -> bool:
        """Whether it has begun, and not ended."""
        self.arrive()
        return super().running()

    def cancel(self) -> bool:
        """Ask for the call not to be made.

        Returns:
            Whether no thread has begun with it.

        Raises:
            NeedsRealClock: A thread begins with it later, and yet it has run.
        """
        self.arrive()
        if self.cancelled():
            return True
        self._threads.call_off(self.call)
        cancelled = super().cancel()
        if cancelled:  # What waits for it is told now, and not by the next idle thread.
            self.set_running_or_notify_cancel()
        return cancelled

    def add_done_callback(self, fn: Callable[[Future[Any]], object]) -> None:
        """Call a function when the thread ends; a loop that runs waits for that."""
        self.arrive()
        super().add_done_callback(fn)
        if super().done():
            return
        loop = private.get_running_loop()
        if self._ended is None:
            self._loops.append(loop)
        else:
            self._arrives_in(loop)

    def _arrives_in(self, loop: asyncio.AbstractEventLoop | None) -> None:
        if self._ended is None:
            return
        if loop is None:
            self._clock.alarm(self._ended.until, self.arrive)
        else:
            left = (self._ended.until - self._clock.now) / SECOND
            loop.call_later(left, self.arrive)

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the thread, and give what it returned."""
        self._wait(timeout, "future.result()")
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the thread, and give what it raised."""
        self._wait(timeout, "future.exception()")
        return super().exception(0)

    def arrives(self, timeout: float | None, name: str) -> bool:
        """Let time pass until the thread has ended.

        Args:
            timeout: The most time, in s, or None.
            name: The call that waits for it.

        Returns:
            Whether it has ended.
        """
        least = _until(self._clock, timeout)
        self._block(lambda: min(self.next(), least), name)
        return self.done()

    def _wait(self, timeout: float | None, name: str) -> None:
        if not self.arrives(timeout, name):
            raise TimeoutError

    def failed(self) -> bool:
        """Whether the thread has raised."""
        return self.done() and not self.cancelled() and super().exception(0) is not None


name_as(SimulatedFuture, Future)


def simulated_waits(
    clock: VirtualClock, block: Block
) -> tuple[Callable[..., Any], Callable[..., Iterator[Any]]]:
    """What stands in for `wait` and `as_completed` of `concurrent.futures`.

    Both are Python's own for futures of which one is not simulated.

    Args:
        clock: The clock of the run.
        block: Lets time pass.
    """
    plain_wait = concurrent.futures.wait
    plain_as_completed = concurrent.futures.as_completed

    def wait(
        fs: Iterable[Any],
        timeout: float | None = None,
        return_when: str = concurrent.futures.ALL_COMPLETED,
    ) -> Any:
        futures: set[Any] = set(fs)
        if not _all_simulated(futures):
            return plain_wait(futures, timeout, return_when)
        least = _until(clock, timeout)

        def next_one() -> float:
            left = [future for future in futures if not future.done()]
            first = return_when == FIRST_COMPLETED and len(left) < len(futures)
            failed = return_when == FIRST_EXCEPTION and any(
                future.failed() for future in futures
            )
            if first or failed or not left:
                return clock.now
            moments: list[float] = [future.next() for future in left]
            return min(least, *moments)

        block(next_one, "concurrent.futures.wait()")
        done = {future for future in futures if future.done()}
        return plain_wait(done)._replace(not_done=futures - done)

    def as_completed(fs: Iterable[Any], timeout: float | None = None) -> Iterator[Any]:
        futures, least = set(fs), _until(clock, timeout)
        if not _all_simulated(futures):
            yield from plain_as_completed(futures, timeout)
            return
        left = set(futures)

        def next_one() -> float:
            moments: list[float] = [future.next() for future in left]
            return min(least, *moments)

        while left:
            block(next_one, "concurrent.futures.as_completed()")
            future = min(left, key=lambda each: each.order)
            if not future.done():
                # Python's own raises as well, and in its own words.
                for _ in plain_as_completed(futures, -math.inf):
                    pass
            left.remove(future)
            yield future

    return wait, as_completed


def _until(clock: VirtualClock, timeout: float | None) -> float:
    return math.inf if timeout is None else clock.now + round(timeout * SECOND)


def _all_simulated(futures: Iterable[Any]) -> bool:
    return all(isinstance(future, SimulatedFuture) for future in futures)


@contextlib.contextmanager
def simulated_pools(
    observer: Observer, clock: VirtualClock, threads: Threads, pools: Pools
) -> Iterator[None]:
    """Let `submit`, `map` and `shutdown` of a thread pool work in virtual time.

    Args:
        observer: Is told of calls that block.
        clock: The clock of the run.
        threads: Those of programs that ask no loop for them.
        pools: Gets the pools.
    """
    make, shut_down = ThreadPoolExecutor.__init__, ThreadPoolExecutor.shutdown

    def block(next_one: Callable[[], float], name: str) -> None:
        start = clock.now
        while (until := next_one()) > clock.now:
            clock.advance(int(until) - clock.now)
        if clock.now > start:
            observer.blocked("calls", name, start, kind="thread")

    def init(
        self: ThreadPoolExecutor,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
        **options: Any,
    ) -> None:
        make(self, max_workers, thread_name_prefix, initializer, initargs, **options)
        first = initializer and functools.partial(initializer, *initargs)
        pools[self] = Pool(*private.workers(self), first)

    def submit(
        self: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        future = SimulatedFuture(self, block, clock, threads)
        wait = observer.lanes.known[future] = Wait("thread")
        begin, cancel = future.begin, future.cancel
        future.call = threads.call(self, fn, args, kwargs, wait, begin, cancel)
        return future

    def shutdown(
        self: ThreadPoolExecutor, wait: bool = True, *, cancel_futures: bool = False
    ) -> None:
        threads.close(self, cancel_futures)
        shut_down(self, wait=False)
        if wait:
            block(lambda: threads.end(self), "executor.shutdown()")

    wait, as_completed = simulated_waits(clock, block)
    with (
        replaced(concurrent.futures, "wait", wait),
        replaced(concurrent.futures, "as_completed", as_completed),
        replaced(ThreadPoolExecutor, "__init__", init),
        replaced(ThreadPoolExecutor, "submit", submit),
        replaced(ThreadPoolExecutor, "shutdown", shutdown),
    ):
        yield
