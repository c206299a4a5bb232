"""The recorded loop in virtual time, with its network in memory and its threads."""

import asyncio
import math
import selectors
import socket
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, cast

from looptape.record.causes import Cause
from looptape.record.clock import VirtualClock
from looptape.record.deadlocks import who_waits
from looptape.record.errors import Ending
from looptape.record.observer import Observer
from looptape.record.patch import name_as
from looptape.record.recorded_loop import RecordedLoop
from looptape.record.threads import Threads
from looptape.record.watched_network import WatchedNetwork
from looptape.record.working import deliver
from looptape.record.world import CHILD, TYPED
from looptape.recording import NO_CLIENT, NO_TASK, NO_WAKER, SECOND, Wait
from looptape.virtual import private
from looptape.virtual.loop import Deadlock, VirtualLoop
from looptape.virtual.network import Network

# A selector's key carries a handle for each of these, in this order.
EVENTS = (selectors.EVENT_READ, selectors.EVENT_WRITE)


# Overrides as in `recorded_loop`, where it is said why their check is switched off.
class VirtualRecordedLoop(RecordedLoop, VirtualLoop, asyncio.SelectorEventLoop):
    """A recorded loop in virtual time.

    It is one of asyncio's own as well, so that a program's class that derives from
    that can be put before it.

    Args:
        observer: Is told what happens.
        clock: The clock, which all loops of one run share.
        ending: Ends the run.
        threads: Run what the program hands to threads by this loop.
    """

    def __init__(
        self,
        observer: Observer,
        clock: VirtualClock,
        ending: Ending,
        threads: Threads,
    ) -> None:
        self._clock = clock
        self._deadlock: Deadlock | None = None
        self._threads = threads
        self.observe(observer, ending)
        super().__init__()
        private.order_generators(self)

    def new_network(self) -> Network:
        """Make the loop's network."""
        self._watched = WatchedNetwork(self.observer.steps, self.ending)
        return self._watched

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """Schedule a callback, after the results of threads that ended before."""
        self._take_results()
        return super().call_soon(callback, *args, context=context)

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """Schedule a callback, at the time of the simulated thread that calls."""
        if self.observer.steps.in_thread is None:
            self._take_results()
            return super().call_soon_threadsafe(callback, *args, context=context)
        with self.observer.callbacks.scheduling(callback):
            # A thread is ahead of the loop: it runs whole at the moment of the call.
            handle = super(RecordedLoop, self).call_at(
                self.time(), callback, *args, context=context
            )
        self._note(handle, self.observer.callbacks.cause(callback))
        return handle

    def _run_once(self) -> None:
        self._take_results()
        super()._run_once()

    def _take_results(self) -> None:
        if self.observer.steps.in_thread is not None:
            return
        for _, _, timer, ended in self._threads.results.overdue():
            _, cause = self._causes.pop(id(timer))
            timer.cancel()
            context = private.handle_of(timer)[1]
            handle = super(RecordedLoop, self).call_soon(
                deliver, *ended, context=context
            )
            self._note(handle, cause)

    def _process_events(self, event_list: Any) -> None:
        self._threads.results.turn()
        for key, mask in event_list:
            cause = Cause("network", self._watched.sender(key.fd))
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
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        private.check_call(self, executor, func)
        if executor is None:
            executor = self._default_executor
        pool = cast(ThreadPoolExecutor | None, executor)
        if pool is None or type(pool).submit is ThreadPoolExecutor.submit:
            return self._threads.run(self, pool, func, args)
        # One of the program's own, or one of processes, which starts them.
        return asyncio.wrap_future(pool.submit(func, *args), loop=self)

    async def shutdown_default_executor(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - the name is asyncio's
    ) -> None:
        """Wait for the loop's own simulated threads, as `asyncio.run` does."""
        pool: Any
        pool, self._default_executor = self._default_executor, None
        # Without a pool this takes no time, and no thread is started that waits.
        await super().shutdown_default_executor()
        self._default_executor = pool
        most = self.now + (math.inf if timeout is None else timeout) * SECOND
        # After each end a call may begin that had to wait.
        while (end := self._threads.end(pool)) > self.now < most:  # noqa: ASYNC110
            await asyncio.sleep((min(end, most) - self.now) / SECOND)
        if pool is None:
            self._threads.shut_down()
        else:
            pool.shutdown(wait=end <= self.now)

    def _move_to(self, ns: int) -> None:
        # A thread that begins meanwhile may set a timer that is due before.
        alarm = self._clock.next_alarm
        super()._move_to(ns if alarm is None else min(ns, alarm))

    def _others_run(self) -> bool:
        return False  # The threads of a virtual run are simulated.

    def idle(self) -> None:
        """Report a deadlock with the names of those who wait."""
        if self._deadlock is None and (alarm := self._clock.next_alarm) is not None:
            self._move_to(alarm)
            return
        if self._deadlock is None:
            self.ending.deadlocked = True
            why = NO_CLIENT if self._watched.serves else NO_WAKER
            who = who_waits(self.observer.recording.steps, self.observer.lanes)
            if not who and why is NO_WAKER:
                why = NO_TASK
            self._deadlock = Deadlock(f"{why}: {who}" if who else why)
        # The same once more where the cleanup waits as well.
        raise self._deadlock

    def after_turns(self, turns: int) -> asyncio.Future[None]:
        """A future that a task awaits to yield control for some turns."""
        future = super().after_turns(turns)
        self.observer.lanes.known[future] = Wait("turn")
        return future

    async def create_server(
        self,
        protocol_factory: Callable[[], Any],
        host: Any = None,
        port: Any = None,
        **options: Any,
    ) -> asyncio.Server:
        """Listen; asyncio makes a task to look up each host, and counts tasks."""
        if host is not None or port is not None:
            several = isinstance(host, list | tuple | set | frozenset)
            count = len(host) if several else 1
            self.observer.lanes.tasks += count
            self.observer.lanes.unnamed += count
        server: asyncio.Server = await super().create_server(
            protocol_factory, host, port, **options
        )
        return server

    async def getaddrinfo(self, host: Any, port: Any, **kwargs: Any) -> Any:
        """Look a name up; refuse one that only the real network knows."""
        try:
            return await super().getaddrinfo(host, port, **kwargs)
        except socket.gaierror:
            # These names never have an address: https://www.rfc-editor.org/rfc/rfc6761
            if not host or str(host).rpartition(".")[2] in {"invalid", "test"}:
                raise
            host = host.decode() if isinstance(host, bytes) else host
            self.ending.refuse(f"it connects to {host}", f"a connection to `{host}`")

    def add_reader(  # type: ignore[override]
        self, fd: Any, callback: Callable[..., Any], *args: Any
    ) -> None:
        """Watch a socket of the network; refuse a real file or pipe."""
        try:
            super().add_reader(fd, callback, *args)
        except NotImplementedError:
            self.ending.refuse("it watches a real file or pipe", "add_reader")

    async def connect_read_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        """Refuse a real file or pipe, as standard input is."""
        if pipe is sys.stdin:
            self.ending.refuse(TYPED, "input()")
        self.ending.refuse("it reads from a real file or pipe", "connect_read_pipe")

    async def connect_write_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        """Refuse a real file or pipe, as standard output is."""
        self.ending.refuse("it writes to a real file or pipe", "connect_write_pipe")

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: child processes live on the real clock."""
        self.ending.refuse(CHILD, "subprocess")

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: child processes live on the real clock."""
        self.ending.refuse(CHILD, "subprocess")

    async def _sock_sendfile_native(self, *args: Any) -> Any:
        # That of the loop's other half asks the kernel.
        raise asyncio.SendfileNotAvailableError("sockets in memory have no sendfile")

    def add_signal_handler(self, *args: Any) -> None:  # type: ignore[override]
        """Refuse: signals come from outside."""
        self.ending.refuse("it handles a signal", "signal")


name_as(VirtualRecordedLoop, asyncio.SelectorEventLoop)
