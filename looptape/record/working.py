"""How a simulated thread runs a call, and how its result comes to the loop."""

import asyncio
import contextvars
import functools
import heapq
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from looptape.record.clock import VirtualClock
from looptape.record.errors import Ending, LimitReached
from looptape.record.lanes import program
from looptape.record.observer import Observer
from looptape.record.tracebacks import leave_out_ours
from looptape.record.workers import Call, Ended, Pool, Workers
from looptape.recording import SECOND
from looptape.virtual import private

# When a thread ends in ns, its number, and the loop's timer for it with the arguments.
Result = tuple[int, int, asyncio.TimerHandle, tuple[Any, ...]]


class Work:
    """Runs calls in simulated threads.

    Args:
        observer: Is told what the threads do.
        clock: The clock of the run.
        ending: Ends the run.
        workers: What `threading` tells of them.
    """

    def __init__(
        self,
        observer: Observer,
        clock: VirtualClock,
        ending: Ending,
        workers: Workers,
    ) -> None:
        self._observer = observer
        self._clock = clock
        self._ending = ending
        self._workers = workers

    def begin(self, pool: Pool, call: Call, start: int) -> None:
        """Let a worker of a pool run a call, whole.

        Args:
            pool: The pool, which has an idle worker or can have another one.
            call: The call.
            start: When it begins, in ns.
        """
        initializer, worker = None, pool.take()
        call.start, pool.begun = start, max(start, pool.begun)
        if worker is None:
            worker = len(pool.lanes)
            lanes = self._observer.recording.lanes
            name = f"thread {sum(lane.kind == 'thread' for lane in lanes) + 1}"
            pool.lanes.append(self._observer.add_lane("thread", name, call.wait.name))
            # A thread does not see the context variables of who calls it.
            pool.contexts.append(contextvars.Context())
            pool.threads.append(
                self._workers.add(
                    f"{pool.prefix}_{worker}", lambda: pool.alive(self._clock.now)
                )
            )
            initializer = pool.initializer
        lane = pool.lanes[worker]
        call.wait.lanes.append(lane)
        context = pool.contexts[worker]
        context.run(program.set, call.program)
        running = private.get_running_loop()
        task = asyncio.current_task(running) if running else None
        if running and task:  # From 3.14 on a thread has one, not each loop.
            private.leave_task(running, task)
        private.set_running_loop(None)
        result: Any = None
        error: BaseException | None = None
        try:
            with (
                self._clock.apart(start),
                self._observer.steps.thread(lane, call.handed),
                self._workers.working(pool.threads[worker]),
            ):
                if initializer is not None:
                    self._initialize(context, initializer)
                try:
                    result = context.run(call.function)
                except LimitReached as limit:
                    self._ending.within(limit, call.wait.name)
                    raise
                except BaseException as problem:  # As a real executor does.
                    self._ending.check()
                    leave_out_ours(problem)
                    error = problem
                end = self._clock.now
        finally:
            private.set_running_loop(running)
            if running and task:
                private.enter_task(running, task)
        heapq.heappush(pool.busy, (end, worker))
        self._observer.bar(lane, start, end, call.wait.name)
        try:
            call.begun(Ended(end, result, error))
        finally:
            del result, error, task, call  # As above.

    def _initialize(
        self, context: contextvars.Context, initializer: Callable[[], object]
    ) -> None:
        try:
            context.run(initializer)
        except Exception:
            self._ending.check()
            self._ending.refuse("what its pool calls first in a thread fails", "")


class Results:
    """The results of threads that a loop is to get.

    Args:
        clock: The clock of the run.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._results: list[Result] = []
        self._numbers = itertools.count()

    def come(self, loop: asyncio.AbstractEventLoop, future: Any, ended: Ended) -> None:
        """Let a future be done when a thread ends, which has run already.

        Args:
            loop: The loop of the future.
            future: The future.
            ended: What came of the call.
        """
        delay = (ended.until - self._clock.now) / SECOND
        outcome = future, ended.result, ended.error
        timer = loop.call_later(delay, deliver, *outcome)
        number = next(self._numbers)
        heapq.heappush(self._results, (ended.until, number, timer, outcome))
        if ended.error is not None:
            future.add_done_callback(functools.partial(self._forget, timer))
        # An exception knows this frame, which would keep it and all it knows.
        del future, ended, outcome, timer

    def _forget(self, timer: asyncio.TimerHandle, future: Any) -> None:
        """Forget the error of a thread for which nothing waits any longer.

        Its frames know those of the loop, where a real thread's know none.
        """
        if future.cancelled():
            timer.cancel()
            self._results = [entry for entry in self._results if entry[2] is not timer]
            heapq.heapify(self._results)

    def turn(self) -> None:
        """A turn of the loop begins: its timers are due."""
        while self._results and self._results[0][0] <= self._clock.now:
            heapq.heappop(self._results)

    def overdue(self) -> Iterator[Result]:
        """The results of threads that have ended while something blocked the loop.

        A real thread hands its result to the loop the moment it ends: before what is
        scheduled later, and before any timer of the loop.
        """
        while self._results and self._results[0][0] <= self._clock.now:
            yield heapq.heappop(self._results)


def deliver(
    future: "asyncio.Future[Any]", result: Any, error: BaseException | None
) -> None:
    """Let the future of a thread be done, unless it was cancelled."""
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
