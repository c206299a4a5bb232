"""Thread pools that a program uses by itself, in virtual time.

What it submits runs whole, at the moment of the call, as what it hands to
`run_in_executor`; its future is done when the thread would be. So asking for a result
that is not there yet takes the time until then, and holds up the loop meanwhile.
"""

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
from looptape.record.threads import Call, Threads
from looptape.record.workers import Pool, Pools
from looptape.recording import SECOND
from looptape.virtual import private

_numbers = itertools.count()


class SimulatedFuture(Future[Any]):
    """The future of a call in a simulated thread.

    Args:
        call: What the thread did.
        block: Lets time pass until a moment, in ns, for a call of this name.
        clock: The clock of the run.
        threads: Where it runs.
    """

    def __init__(
        self,
        call: Call,
        block: Callable[[int, str], None],
        clock: VirtualClock,
        threads: Threads,
    ) -> None:
        super().__init__()
        self._call: Call | None = call
        self._start, self._until = call.start, call.until
        self._block = block
        self._clock = clock
        self._threads = threads
        self._begun = False
        self._number = next(_numbers)

    def __repr__(self) -> str:
        self.arrive()
        return super().__repr__()

    @property
    def order(self) -> tuple[float, int]:
        """Sorts futures as they come to be done."""
        return -1 if self.done() else self._until, self._number

    def arrive(self) -> None:
        """Run, if the thread has begun, and be done, if it has ended."""
        call, now = self._call, self._clock.now
        if call is None or now < self._start:
            return
        if not self._begun:
            self._begun = self.set_running_or_notify_cancel()
        if now < self._until:
            return
        self._call = None
        if call.error is None:
            self.set_result(call.result)
        else:
            self.set_exception(call.error)

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
            False, as a thread has begun with it.

        Raises:
            NeedsRealClock: No thread has.
        """
        self._threads.unbegun(self._start)
        self.arrive()
        return super().cancel()

    def add_done_callback(self, fn: Callable[[Future[Any]], object]) -> None:
        """Call a function when the thread ends; a loop that runs waits for that."""
        self.arrive()
        super().add_done_callback(fn)
        loop = private.get_running_loop()
        if self._call is None:
            return
        if loop is None:
            self._clock.alarm(self._until, self.arrive)
        else:
            left = (self._until - self._clock.now) / SECOND
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
        until = self._until
        if timeout is not None:
            until = min(until, self._clock.now + round(timeout * SECOND))
        self._block(until, name)
        return self.done()

    def _wait(self, timeout: float | None, name: str) -> None:
        if not self.arrives(timeout, name):
            raise TimeoutError

    def fails(self) -> bool:
        """Whether the thread has raised, or will."""
        call = self._call
        return (call.error if call else super().exception(0)) is not None


name_as(SimulatedFuture, Future)


def simulated_waits(
    clock: VirtualClock,
) -> tuple[Callable[..., Any], Callable[..., Iterator[Any]]]:
    """What stands in for `wait` and `as_completed` of `concurrent.futures`.

    Both are Python's own for futures of which one is not simulated.

    Args:
        clock: The clock of the run.
    """
    plain_wait = concurrent.futures.wait
    plain_as_completed = concurrent.futures.as_completed

    def wait(
        fs: Iterable[Any],
        timeout: float | None = None,
        return_when: str = concurrent.futures.ALL_COMPLETED,
    ) -> Any:
        futures = set(fs)
        if not _all_simulated(futures):
            return plain_wait(futures, timeout, return_when)
        last = None
        for last in sorted(futures, key=lambda each: each.order):
            failed = return_when == FIRST_EXCEPTION and last.fails()
            if return_when == FIRST_COMPLETED or failed:
                break
        if last is not None:
            last.arrives(timeout, "concurrent.futures.wait()")
        done = {future for future in futures if future.done()}
        return plain_wait(done)._replace(not_done=futures - done)

    def as_completed(fs: Iterable[Any], timeout: float | None = None) -> Iterator[Any]:
        futures, began = set(fs), clock.now
        if not _all_simulated(futures):
            yield from plain_as_completed(futures, timeout)
            return
        for future in sorted(futures, key=lambda each: each.order):
            left = timeout and max(0.0, timeout - (clock.now - began) / SECOND)
            if not future.arrives(left, "concurrent.futures.as_completed()"):
                # Python's own raises as well, and in its own words.
                for _ in plain_as_completed(futures, -math.inf):
                    pass
            yield future

    return wait, as_completed


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

    def block(until: int, name: str) -> None:
        start = clock.now
        if until > start:
            clock.advance(until - start)
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
        call = threads.call(self, fn, args, kwargs)
        future = SimulatedFuture(call, block, clock, threads)
        observer.lanes.known[future] = call.wait
        return future

    def shutdown(
        self: ThreadPoolExecutor, wait: bool = True, *, cancel_futures: bool = False
    ) -> None:
        threads.close(self, cancel_futures)
        shut_down(self, wait=False)
        if wait:
            block(threads.end(self), "executor.shutdown()")

    wait, as_completed = simulated_waits(clock)
    with (
        replaced(concurrent.futures, "wait", wait),
        replaced(concurrent.futures, "as_completed", as_completed),
        replaced(ThreadPoolExecutor, "__init__", init),
        replaced(ThreadPoolExecutor, "submit", submit),
        replaced(ThreadPoolExecutor, "shutdown", shutdown),
    ):
        yield
