"""Event loops that tell an observer what they do.

`VirtualRecordedLoop` runs in virtual time, `RealRecordedLoop` on the machine's
clock and with its sockets and child processes.
"""

import asyncio
import contextlib
import selectors
import socket
import sys
import weakref
from asyncio import events
from collections.abc import Callable, Coroutine, Generator, Iterator
from concurrent.futures import Executor
from inspect import iscoroutinefunction
from typing import Any

from looptape.record.causes import Cause
from looptape.record.clock import VirtualClock
from looptape.record.errors import LimitReached, NeedsRealClock
from looptape.record.lanes import program
from looptape.record.locks import watched_locks
from looptape.record.observer import Observer
from looptape.record.patch import replaced
from looptape.record.threads import Threads, label
from looptape.recording import NO_CLIENT, SECOND, Bar, Wait
from looptape.virtual.loop import Deadlock, VirtualLoop
from looptape.virtual.network import Network

# A selector's key carries a handle for each of these, in this order.
EVENTS = (selectors.EVENT_READ, selectors.EVENT_WRITE)
# The tasks that `asyncio.run` makes when main is over; no program knows them.
SHUTDOWN = {
    "BaseEventLoop.shutdown_asyncgens",
    "BaseEventLoop.shutdown_default_executor",
    "VirtualRecordedLoop.shutdown_default_executor",
}
# After its limit a program may still clean up, for this many turns or steps.
STEP_GRACE = 1_000


class RecordedCoroutine(Coroutine[Any, Any, Any]):
    """Stands in for a task's coroutine and tells the observer of each step.

    It forwards what debuggers and `Task.get_stack` look at.
    """

    def __init__(self, coroutine: Any, observer: Observer, lane: int) -> None:
        self._coroutine = coroutine
        self._observer = observer
        self._lane = lane
        observer.lanes.coroutines[lane] = self

    def send(self, value: Any) -> Any:
        """Run to the next suspension."""
        coroutine = self._coroutine
        return self._observer.steps.resume(self._lane, coroutine, coroutine.send, value)

    def throw(self, *args: Any) -> Any:
        """Raise an exception where it is suspended."""
        coroutine = self._coroutine
        return self._observer.steps.resume(
            self._lane, coroutine, coroutine.throw, *args
        )

    def close(self) -> None:
        """End it without a step."""
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        """Await what it stands for."""
        return self._coroutine.__await__()  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        """Forward `cr_frame`, `cr_await`, `__qualname__` and the like."""
        return getattr(self._coroutine, name)


class Task(asyncio.Task[Any]):
    """A task whose steps are noted, in the place of `asyncio.Task`.

    asyncio keeps tasks in sets, whose order follows the address in memory: eight
    siblings of a TaskGroup would be cancelled in another order in each run. So the
    hash of a recorded task is its number.
    It has asyncio's name, as programs print it.
    """

    _asked = False  # While it is asked to cancel.

    def __init__(self, coro: Any, *, loop: Any = None, **kwargs: Any) -> None:
        loop = loop or asyncio.get_running_loop()
        self._lane = loop.recordable(coro) if isinstance(loop, RecordedLoop) else None
        if self._lane is None:
            super().__init__(coro, loop=loop, **kwargs)
            return
        self._observer: Observer = loop.observer
        self._observer.lanes.of_task[self] = self._lane
        if kwargs.get("name") is None:
            # asyncio counts from the start of the interpreter.
            kwargs["name"] = f"Task-{len(self._observer.lanes.of_task)}"
        recorded = RecordedCoroutine(coro, self._observer, self._lane)
        super().__init__(recorded, loop=loop, **kwargs)
        self._observer.lanes.rename(self._lane, self.get_name())

    def __hash__(self) -> int:
        return super().__hash__() if self._lane is None else self._lane

    def set_name(self, value: object, /) -> None:
        """Give it a name, as `asyncio.Task.set_name` does."""
        super().set_name(value)
        if self._lane is not None:
            self._observer.lanes.rename(self._lane, self.get_name())

    def __del__(self) -> None:
        """Note that nobody held it, if it still waits."""
        lane = getattr(self, "_lane", None)  # None also for one that was never made
        if lane is not None and not self.done():
            if self._observer.closed:
                return  # A deadlock or a limit left it: asyncio would complain of it.
            self._observer.lost(lane)
        super().__del__()

    def cancel(self, msg: Any | None = None) -> bool:
        """Ask it to cancel, as `asyncio.Task.cancel` does."""
        if self._lane is not None and not self.done():
            self._observer.cancels(self)
        if self._lane is None or not self._observer.closed:
            return super().cancel(msg)
        # Two tasks that wait for each other would ask each other for ever, in the
        # cleanup after their deadlock.
        if self._asked:
            return True
        self._asked = True
        try:
            return super().cancel(msg)
        finally:
            self._asked = False


class RecordedLoop(asyncio.BaseEventLoop):
    """What both recorded loops share.

    Attributes:
        observer: Is told of tasks, callbacks and their causes.
    """

    observer: Observer

    def observe(self, observer: Observer) -> None:
        """Set the observer; to be called before the loop is used."""
        self.observer = observer
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
        if getattr(coro, "__qualname__", "") in SHUTDOWN:
            return None
        if isinstance(coro, RecordedCoroutine):
            return None
        return self.observer.add_coroutine(coro)

    def create_task(self, coro: Any, **kwargs: Any) -> Any:
        """Make a task; that of a program's own task factory is noted as well."""
        lane = None if self.get_task_factory() is None else self.recordable(coro)
        if lane is None:
            return super().create_task(coro, **kwargs)
        recorded = RecordedCoroutine(coro, self.observer, lane)
        task: Any = super().create_task(recorded, **kwargs)
        self.observer.lanes.of_task[task] = lane
        self.observer.lanes.rename(lane, task.get_name())
        return task

    def _call_soon(self, callback: Any, args: Any, context: Any) -> Any:
        handle = super()._call_soon(callback, args, context)  # type: ignore[misc]
        self._note(handle, self.observer.steps.cause(callback))
        return handle

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """Schedule a callback; from 3.14 on this does not pass `_call_soon`."""
        if sys._getframe(1).f_code.co_name == "_do_shutdown":
            # That the pool's threads have ended is no call of the program's.
            callback = _unknown(callback)
        handle = super().call_soon_threadsafe(callback, *args, context=context)
        if id(handle) not in self._causes:
            self._note(handle, self.observer.steps.cause(callback))
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Schedule a callback, noting who does."""
        handle = super().call_at(when, callback, *args, context=context)
        self._note(handle, self.observer.steps.cause(callback, "timer"))
        return handle

    def _note(self, handle: asyncio.Handle, cause: Cause) -> None:
        self._causes[id(handle)] = weakref.ref(handle), cause

    def watch(self, handle: asyncio.Handle) -> contextlib.AbstractContextManager[None]:
        """Surround the run of a callback."""
        reference, cause = self._causes.pop(id(handle), (None, None))
        if cause is None or reference is None or reference() is not handle:
            # A handle that nobody scheduled stands for a socket that is ready.
            cause = Cause("network", None)
        index = handle._context.get(program, 0)  # type: ignore[attr-defined]
        return self.observer.steps.run(cause, index)

    def _run_once(self) -> None:
        self._turns += 1
        steps = len(self.observer.recording.steps)
        if max(self._turns, steps) > self._step_limit:
            limit, self._step_limit = self._step_limit, self._step_limit + STEP_GRACE
            raise LimitReached(f"stopped after {limit:,} steps")
        super()._run_once()  # type: ignore[misc]

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
        companions, self._companions = self._companions, []
        try:
            try:
                return super().run_until_complete(future)
            finally:
                for task in companions:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        super().run_until_complete(task)
        except (Deadlock, LimitReached):
            # What follows is only the cleaning up; it is not part of the story.
            self.observer.close()
            raise

    def _stop_when_quiet(self) -> None:
        if self._ready:  # type: ignore[attr-defined]
            self.call_soon(self._stop_when_quiet)
        else:
            self.stop()


class WatchedNetwork(Network):
    """A network that knows which step sent what a socket receives.

    Args:
        now: Tells the time in ns.
        sender: Tells the index of the step that acts at this moment, or None.

    Attributes:
        senders: For each descriptor, the step that sent what arrived there last.
    """

    def __init__(
        self, now: Callable[[], int], sender: Callable[[], int | None]
    ) -> None:
        super().__init__(now)
        self.senders: dict[int, int | None] = {}
        self._acting = sender
        self._sender: int | None = None

    def deliver(self, arrive: Callable[[], None], after: int = 0) -> int:
        """Call something when the latency has passed, as what its sender did."""
        sender = self._acting()

        def arrived() -> None:
            before, self._sender = self._sender, sender
            try:
                arrive()
            finally:
                self._sender = before

        return super().deliver(arrived, after)

    @property
    def serves(self) -> bool:
        """True if it waits for a first message from outside: nobody is connected."""
        sockets = self._sockets.values()
        if any(sock.remote is not None for sock in sockets):
            return False
        return any(sock.listening or sock.type == socket.SOCK_DGRAM for sock in sockets)

    def touch(self, changed: Any) -> None:
        """Note that a socket may have become readable or writable."""
        super().touch(changed)
        if self._sender is not None:
            self.senders[changed.fileno()] = self._sender


class VirtualRecordedLoop(RecordedLoop, VirtualLoop):
    """A recorded loop in virtual time.

    Args:
        observer: Is told what happens.
        clock: The clock, which all loops of one run share.
    """

    def __init__(self, observer: Observer, clock: VirtualClock) -> None:
        self._clock = clock
        self._deadlock: Deadlock | None = None
        self._threads = Threads(observer, clock)
        self.observe(observer)
        super().__init__()

    def new_network(self) -> Network:
        """Make the loop's network."""
        self._watched = WatchedNetwork(
            lambda: self.now, lambda: self.observer.steps.origin
        )
        return self._watched

    def _process_events(self, event_list: Any) -> None:
        for key, mask in event_list:
            cause = Cause("network", self._watched.senders.get(key.fd))
            for event, handle in zip(EVENTS, key.data, strict=True):
                if mask & event and handle is not None:
                    self._note(handle, cause)
        super()._process_events(event_list)  # type: ignore[misc]

    @property
    def now(self) -> int:
        """The time of the run, in ns."""
        return self._clock.now

    @now.setter
    def now(self, value: int) -> None:
        # A second loop of the same run begins where the first one stopped.
        if value > self._clock.now:
            self._clock.advance(value - self._clock.now)

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """Run a function in a simulated thread."""
        self._check_closed()  # type: ignore[attr-defined]
        if executor is None:
            executor = self._default_executor
        return self._threads.run(self, executor, func, args)

    async def shutdown_default_executor(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - the name is asyncio's
    ) -> None:
        """Wait for the loop's own simulated threads, as `asyncio.run` does."""
        left = (self._threads.end(self._default_executor) - self.now) / SECOND
        if left > 0:
            await asyncio.sleep(left if timeout is None else min(left, timeout))
        await super().shutdown_default_executor()

    def _others_run(self) -> bool:
        return False  # The threads of a virtual run are simulated.

    def idle(self) -> None:
        """Report a deadlock with the names of those who wait."""
        if self._deadlock is None:
            why = NO_CLIENT if self._watched.serves else "nothing can wake the loop"
            self._deadlock = Deadlock(f"{why}: {self.observer.who_waits()}")
        # The same once more where the cleanup waits as well.
        raise self._deadlock

    async def getaddrinfo(self, host: Any, port: Any, **kwargs: Any) -> Any:
        """Look a name up; refuse one that only the real network knows."""
        try:
            return await super().getaddrinfo(host, port, **kwargs)
        except socket.gaierror:
            # These names never have an address: https://www.rfc-editor.org/rfc/rfc6761
            if str(host).rpartition(".")[2] in {"invalid", "test"}:
                raise
            text = f"a connection to {host} takes real time"
            raise NeedsRealClock(text, f"a connection to `{host}`") from None

    def add_reader(  # type: ignore[override]
        self, fd: Any, callback: Callable[..., Any], *args: Any
    ) -> None:
        """Watch a socket of the network; refuse a real file or pipe."""
        try:
            super().add_reader(fd, callback, *args)
        except NotImplementedError:
            text = "a file is watched on the real clock"
            raise NeedsRealClock(text, "add_reader") from None

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: child processes live on the real clock."""
        raise NeedsRealClock("a child process runs on the real clock", "subprocess")

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: child processes live on the real clock."""
        raise NeedsRealClock("a child process runs on the real clock", "subprocess")

    def add_signal_handler(self, *args: Any) -> None:  # type: ignore[override]
        """Refuse: signals come from outside."""
        raise NeedsRealClock("a signal comes on the real clock", "signal")


class RealRecordedLoop(RecordedLoop, asyncio.SelectorEventLoop):
    """A recorded loop on the machine's clock.

    Args:
        observer: Is told what happens.
    """

    def __init__(self, observer: Observer) -> None:
        self.observe(observer)
        super().__init__()

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Schedule a callback, noting after how long it should come."""
        handle = super().call_at(when, callback, *args, context=context)
        self._causes[id(handle)][1].delay = round(when - self.time(), 2)
        return handle

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """Run a function in a real thread or process, noting how long it takes."""
        text = label(func, args)
        # By its name, as its module starts the machinery of processes.
        processes = type(executor).__name__ == "ProcessPoolExecutor"
        kind = "process" if processes else "thread"
        observer = self.observer
        lane, start = observer.add_lane(kind, kind, text), observer.clock.now
        bars: list[Bar] = []

        def ended(future: Any) -> None:
            bars.append(observer.bar(lane, start, observer.clock.now, text))

        def work(*args: Any) -> Any:
            try:
                return func(*args)
            finally:
                # Its future was cancelled, and the thread worked on.
                if bars and not observer.closed:
                    bars[0].until = observer.clock.now

        # What goes to a process is pickled, and asyncio refuses a coroutine function.
        plain = processes or iscoroutinefunction(func)
        future = super().run_in_executor(executor, func if plain else work, *args)
        observer.lanes.known[future] = Wait("thread", f"waits for {text}", [lane])
        future.add_done_callback(ended)
        return future

    async def subprocess_exec(
        self, protocol_factory: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Start a child process, noting how long it lives."""
        observer, start = self.observer, self.observer.clock.now
        lane = observer.add_lane("process", "child", "")

        def factory() -> Any:
            protocol = protocol_factory()
            exited = protocol.process_exited

            def process_exited() -> None:
                observer.bar(lane, start, observer.clock.now, "runs")
                exited()

            protocol.process_exited = process_exited
            return protocol

        return await super().subprocess_exec(factory, *args, **kwargs)


def _unknown(callback: Callable[..., Any]) -> Callable[..., Any]:
    """A callback that does the same, and in which nobody sees the program's own."""

    def call(*args: Any) -> None:
        callback(*args)

    return call


@contextlib.contextmanager
def recorded_asyncio() -> Iterator[None]:
    """Let recorded loops see tasks that are made, callbacks they run, and locks."""
    run = events.Handle._run

    def _run(handle: Any) -> None:
        if isinstance(handle._loop, RecordedLoop):
            with handle._loop.watch(handle):
                run(handle)
        else:
            run(handle)

    def observer() -> Observer | None:
        loop = asyncio._get_running_loop()
        return loop.observer if isinstance(loop, RecordedLoop) else None

    def acquired(lock: Any) -> None:
        watching = observer()
        if watching is not None:
            watching.acquired(lock)

    def released(lock: Any) -> None:
        watching = observer()
        if watching is not None:
            watching.released(lock)

    with (
        watched_locks(acquired, released),
        replaced(events.Handle, "_run", _run),
        replaced(asyncio, "Task", Task),
        replaced(asyncio.tasks, "Task", Task),
    ):
        yield
