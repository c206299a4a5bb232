"""Worker threads in virtual time.

WebAssembly has no threads, and real ones have no order.
So a function that is handed to an executor runs whole, at the moment of the call,
on a clock of its own: a thread that sleeps 2 s takes 2 virtual seconds beside the
loop. What it prints appears at its time, and so does what it hands to the loop with
`call_soon_threadsafe`.

What this cannot show: a thread and the loop that answer each other while the
function runs, two threads that share data, and the interpreter lock.
A script that needs these declares `clock = "real"`.
"""

import asyncio
import contextvars
import functools
import heapq
import itertools
import types
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from looptape.record.clock import VirtualClock
from looptape.record.errors import Ending, LimitReached
from looptape.record.frames import call_text, code_of
from looptape.record.lanes import program
from looptape.record.observer import Observer
from looptape.record.values import show
from looptape.record.workers import Pool, Pools, Workers
from looptape.recording import SECOND, Wait
from looptape.virtual import private

# What has a name of its own and makes nothing up.
FUNCTIONS = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.MethodWrapperType,
    type,
)

# Bound here, because it is replaced while a program runs.
_submit = ThreadPoolExecutor.submit
# What is refused, because calls run whole when they are handed over.
CANCELS = "it cancels a call for which its pool has no idle thread yet"
CLOSES = "it shuts down a pool before one of its threads hands a call to that"

# When a thread ends in ns, its number, and the loop's timer for it with the arguments.
Result = tuple[int, int, asyncio.TimerHandle, tuple[Any, ...]]


class Call(NamedTuple):
    """A call in a simulated thread, which has run.

    Attributes:
        start: When the thread begins with it, in ns.
        until: When the thread ends, in ns.
        result: What it returns.
        error: What it raises, or None.
        wait: How what waits for it does.
    """

    start: int
    until: int
    result: Any
    error: BaseException | None
    wait: Wait


class Threads:
    """The simulated threads of one run.

    Args:
        observer: Is told what the threads do.
        clock: The clock of the run.
        ending: Ends the run.
        workers: What `threading` tells of them.
        shared: The pools that the program made itself, which all loops share.
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
        self._workers = workers
        self._own: Pools = {}
        self._shared = shared
        self._results: list[Result] = []
        self._numbers = itertools.count()

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
        call = self.call(executor, function, args, {})
        future: asyncio.Future[Any] = loop.create_future()
        if call.start > self._clock.now:
            future.add_done_callback(functools.partial(self._unbegun, call.start))
        self._observer.lanes.known[future] = call.wait
        delay = (call.until - self._clock.now) / SECOND
        ended = future, call.result, call.error
        timer = loop.call_later(delay, deliver, *ended)
        heapq.heappush(self._results, (call.until, next(self._numbers), timer, ended))
        if call.error is not None:
            future.add_done_callback(functools.partial(self._forget, timer))
        try:
            return future
        finally:
            # An exception knows this frame, which would keep it and all it knows.
            del future, call, ended, timer

    def call(
        self,
        executor: ThreadPoolExecutor | None,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        options: dict[str, Any],
    ) -> "Call":
        """Run a function in a simulated thread, without a future.

        Args:
            executor: A thread pool, or None for the loop's own.
            function: The function.
            args: Its arguments.
            options: Those with names.

        Raises:
            RuntimeError: The pool was shut down, or the interpreter ends.
        """
        text, now = label(function, args, options), self._clock.now
        pool = self._pool(executor)
        closed = pool.closed is not None and pool.closed <= now
        if closed or private.interpreter_ends():
            # Python's own refuses as well, and in its own words.
            _submit(executor or ThreadPoolExecutor(), function)
        initializer = None
        start, worker = pool.take(now)
        pool.handed, pool.begun = max(now, pool.handed), max(start, pool.begun)
        if worker is None:
            worker = len(pool.lanes)
            pools = {*self._own.values(), *self._shared.values()}
            name = f"thread {sum(len(other.lanes) for other in pools) + 1}"
            pool.lanes.append(self._observer.add_lane("thread", name, text))
            # A thread does not see the context variables of who calls it.
            pool.contexts.append(contextvars.Context())
            pool.threads.append(
                self._workers.add(
                    f"{pool.prefix}_{worker}", lambda: pool.alive(self._clock.now)
                )
            )
            initializer = pool.initializer
        lane = pool.lanes[worker]
        self._observer.hands(lane, text)
        context = pool.contexts[worker]
        context.run(program.set, program.get())
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
                self._observer.steps.thread(lane),
                self._workers.working(pool.threads[worker]),
            ):
                if initializer is not None:
                    self._initialize(context, initializer)
                try:
                    result = context.run(function, *args, **options)
                except LimitReached as limit:
                    self._ending.within(limit, text)
                    raise
                except BaseException as problem:  # As a real executor does.
                    self._ending.check()
                    error = problem
                end = self._clock.now
        finally:
            private.set_running_loop(running)
            if running and task:
                private.enter_task(running, task)
        heapq.heappush(pool.busy, (end, worker))
        self._observer.bar(lane, start, end, text)
        try:
            wait = Wait("thread", name=text, lanes=[lane])
            return Call(start, end, result, error, wait)
        finally:
            del result, error, task  # As above.

    def _initialize(
        self, context: contextvars.Context, initializer: Callable[[], object]
    ) -> None:
        try:
            context.run(initializer)
        except Exception:
            self._ending.check()
            self._ending.refuse("what its pool calls first in a thread fails", "")

    def _forget(self, timer: asyncio.TimerHandle, future: Any) -> None:
        """Forget the error of a thread for which nothing waits any longer.

        Its frames know those of the loop, where a real thread's know none.
        """
        if future.cancelled():
            timer.cancel()
            self._results = [entry for entry in self._results if entry[2] is not timer]
            heapq.heapify(self._results)

    def unbegun(self, start: int) -> None:
        """A call is cancelled.

        Args:
            start: When its thread begins with it, in ns.

        Raises:
            NeedsRealClock: That is later, and yet it has run.
        """
        if start > self._clock.now:
            self._ending.refuse(CANCELS, "threading")

    def _unbegun(self, start: int, future: Any) -> None:
        if future.cancelled():
            self.unbegun(start)

    def close(self, executor: ThreadPoolExecutor, cancel: bool) -> None:
        """A pool is shut down.

        Args:
            executor: The pool.
            cancel: Whether with that the calls that no thread has begun are cancelled.

        Raises:
            NeedsRealClock: Such calls have run already, or a thread hands it a call
                later, which has run as well.
        """
        pool, now = self._pool(executor), self._clock.now
        if cancel:
            self.unbegun(pool.begun)
        if pool.handed > now:
            self._ending.refuse(CLOSES, "threading")
        pool.closed = now if pool.closed is None else min(now, pool.closed)

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

    def end(self, executor: ThreadPoolExecutor | None) -> int:
        """When the last thread of a pool is free again, in ns; 0 if it has none.

        Args:
            executor: A thread pool, or None for the loop's own.
        """
        pool = (self._own if executor is None else self._shared).get(executor)
        return max((at for at, _ in pool.busy), default=0) if pool else 0

    def shut_down(self) -> None:
        """The loop's own pool is shut down, if a call has made it."""
        if None in self._own:
            self._own[None].closed = self._clock.now

    def _pool(self, executor: ThreadPoolExecutor | None) -> Pool:
        if executor is not None:
            return self._shared[executor]
        return self._own.setdefault(None, Pool())


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


def label(
    function: Any, args: tuple[Any, ...], options: dict[str, Any] | None = None
) -> str:
    """The call that a thread makes, such as `crunch(3)` or `time.sleep(2)`.

    Args:
        function: What it calls.
        args: With what.
        options: With what by name.
    """
    options = options or {}
    while issubclass(type(function), functools.partial):  # As `to_thread` makes it.
        args = (*function.args, *args)
        options = {**function.keywords, **options}
        function = function.func
    builtin = issubclass(type(function), types.BuiltinFunctionType)
    if builtin and type(function.__self__) is contextvars.Context and args:  # `run`
        return label(args[0], args[1:], options)
    code = code_of(function)
    if issubclass(type(function), FUNCTIONS):
        name, module = function.__name__, _module_of(function)
    else:
        # An object that can be called may make up whatever it is asked for.
        name, module = type(function).__name__, None
    if code is not None and module == "__main__":
        names = code.co_varnames[: code.co_argcount]
        if isinstance(function, types.MethodType):
            args = (function.__self__, *args)
        return call_text(code, {**dict(zip(names, args, strict=False)), **options})
    if module not in (None, "builtins", "__main__"):
        public = module.partition("._")[0]  # `pathlib`, not the `_local` in it.
        name = f"{public}.{name}"
    return f"{name}({', '.join((show(arg) or 'None')[:24] for arg in args)})"


def _module_of(function: Any) -> str | None:
    """The module that a program knows a function from: never one of the recorder."""
    owner = getattr(function, "__self__", None)
    for base in type(owner).__mro__ if isinstance(function, types.MethodType) else ():
        own = vars(base).get(function.__name__)
        # A method written in C has none, and our classes go by asyncio's name.
        module = str(getattr(own, "__module__", None) or base.__module__)
        if own is not None and not module.startswith("looptape."):
            return module
    return getattr(function, "__module__", None)
