"""Pools of simulated threads, and who such a thread is where its program asks.

It runs in the thread of the loop; `threading` tells of another, which has a name and
values of its own.
"""

import _threading_local
import contextlib
import contextvars
import heapq
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

from looptape.record.patch import name_as, replaced
from looptape.recording import Wait
from looptape.virtual import private

# asyncio's default pool has min(32, cores + 4) workers; a recording must not
# depend on the machine, so it has the most there can be.
DEFAULT_WORKERS = 32

# Bound here, because they are replaced while a program runs.
_current_thread, _get_ident = threading.current_thread, threading.get_ident


class Worker(threading.Thread):
    """A simulated thread, which never starts; programs see it as one that has.

    Args:
        name: Its name.
        number: Another one for each.
        alive: Tells whether it still is.

    Attributes:
        loop: What asyncio knows of its current event loop while another thread runs.
    """

    def __init__(self, name: str, number: int, alive: Callable[[], bool]) -> None:
        super().__init__(name=name, daemon=False)
        self._alive = alive
        self.loop: dict[str, Any] = {}
        # Far enough apart to be addresses, as those of real threads are.
        self._identity = _get_ident() + (number + 1) * 0x1000

    @property
    def ident(self) -> int:
        """Its number, which `threading.get_ident` gives as well."""
        return self._identity

    native_id = ident

    def is_alive(self) -> bool:
        """Whether its pool may still use it."""
        return self._alive()

    def __repr__(self) -> str:
        state = "started" if self.is_alive() else "stopped"
        return f"<Thread({self.name}, {state} {self.ident})>"


class Local(_threading_local.local):
    """Values of each thread, also of a simulated one: `threading.local` in Python."""


name_as(Worker, threading.Thread)
name_as(Local, threading.local)


class Workers:
    """The simulated threads of a run."""

    def __init__(self) -> None:
        self._all: list[Worker] = []
        self._current: Worker | None = None

    def add(self, name: str, alive: Callable[[], bool]) -> Worker:
        """Start one.

        Args:
            name: Its name.
            alive: Tells whether it still is.
        """
        worker = Worker(name, len(self._all), alive)
        self._all.append(worker)
        return worker

    @contextlib.contextmanager
    def working(self, worker: Worker) -> Iterator[None]:
        """Let one be the thread that runs."""
        before, self._current = self._current, worker
        loop = private.swap_current_loop(worker.loop)
        try:
            yield
        finally:
            worker.loop = private.swap_current_loop(loop)
            self._current = before

    @contextlib.contextmanager
    def known(self) -> Iterator[None]:
        """Let `threading` tell of them."""
        real = threading.enumerate

        def current_thread() -> threading.Thread:
            return self._current or _current_thread()

        def get_ident() -> int:
            return self._current.ident if self._current else _get_ident()

        def enumerate() -> list[threading.Thread]:  # noqa: A001, as in `threading`
            alive = [worker for worker in self._all if worker.is_alive()]
            return [*real(), *alive]

        def active_count() -> int:
            return len(enumerate())

        changes: list[tuple[Any, str, Any]] = [
            (threading, "current_thread", current_thread),
            (_threading_local, "current_thread", current_thread),
            (threading, "get_ident", get_ident),
            (threading, "enumerate", enumerate),
            (threading, "active_count", active_count),
            (threading, "local", Local),
        ]
        with contextlib.ExitStack() as stack:
            for owner, name, value in changes:
                stack.enter_context(replaced(owner, name, value))
            yield


class Ended(NamedTuple):
    """A call in a simulated thread, which has run.

    Attributes:
        until: When the thread ends, in ns.
        result: What it returns.
        error: What it raises, or None.
    """

    until: int
    result: Any
    error: BaseException | None


@dataclass(eq=False)
class Call:
    """A call that is handed to a pool.

    Attributes:
        function: What the thread calls, with no arguments.
        wait: How what waits for it does; gets its words, such as `crunch(3)`, and the
            lane of its thread.
        begun: Called when a thread has begun with it, and has run it.
        cancel: Cancels what waits for it.
        program: Index of the program that hands it over.
        handed: Index of the step that does, or None.
        start: When a thread begins with it, in ns; None as long as it waits for one.
    """

    function: Callable[[], Any]
    wait: Wait
    begun: Callable[[Ended], None]
    cancel: Callable[[], object]
    program: int
    handed: int | None
    start: int | None = None


class Pool:
    """The simulated workers of one executor.

    Args:
        size: The number of workers.
        prefix: What their names begin with.
        initializer: What each calls first, or None.

    Attributes:
        handed: When it got its last call, in ns.
        begun: When a worker began with the last one, in ns.
        closed: When it was shut down, in ns; None if it was not.
        waiting: The calls for which no worker is idle yet, in their order.
        alarm: When the clock is to begin with the first of them, in ns, or None.
    """

    def __init__(
        self,
        size: int = DEFAULT_WORKERS,
        prefix: str = "asyncio",
        initializer: Callable[[], object] | None = None,
    ) -> None:
        self.size = size
        self.prefix = prefix
        self.initializer = initializer
        self.handed = self.begun = 0
        self.closed: int | None = None
        self.lanes: list[int] = []
        self.contexts: list[contextvars.Context] = []
        self.threads: list[Worker] = []
        self.alarm: int | None = None
        self.waiting: deque[Call] = deque()
        self.idle: list[int] = []
        self.busy: list[tuple[int, int]] = []  # (free again at, worker)

    def full(self, now: int) -> bool:
        """Whether no worker could begin with a call.

        Args:
            now: The time, in ns.
        """
        while self.busy and self.busy[0][0] <= now:
            self.release()
        return not self.idle and len(self.lanes) >= self.size

    def release(self) -> None:
        """Let the worker that is free again first be idle."""
        heapq.heappush(self.idle, heapq.heappop(self.busy)[1])

    def take(self) -> int | None:
        """Choose a worker as `ThreadPoolExecutor` does: an idle one, else a new one.

        Returns:
            Which worker; None is a new one.
        """
        return heapq.heappop(self.idle) if self.idle else None

    @property
    def end(self) -> int:
        """When the last worker is free again, in ns; 0 if there is none."""
        return max((at for at, _ in self.busy), default=0)

    def alive(self, now: int) -> bool:
        """Whether its workers are there.

        Args:
            now: The time, in ns.
        """
        return self.closed is None or now < max(self.closed, self.end)


# The pools of a run, and its simulated threads.
Pools = dict[ThreadPoolExecutor | None, Pool]
