"""Every private name of CPython that this project uses, and what for.

A private name may go away with any Python. So each is listed here, in `NAMES`, with
what needs it and what breaks without it; a test looks for each. Methods that a class
of ours overrides are written where the class is.
"""

import asyncio
import atexit
import concurrent.futures
import contextlib
import logging
import pkgutil
import sys
import threading
import traceback
import weakref
from asyncio import events, selector_events, tasks
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Any

# The set in which asyncio knows all tasks.
TASKS = "_scheduled_tasks" if sys.version_info >= (3, 12) else "_all_tasks"


def _closed_loop() -> Any:
    loop = asyncio.SelectorEventLoop()
    loop.close()
    return loop


def _gathering() -> Any:
    loop = asyncio.SelectorEventLoop()
    try:
        return asyncio.gather(loop.create_future())
    finally:
        loop.close()


def _made(made: Any) -> Any:
    """A stand-in for an object of a class, with what its constructor sets."""
    return type(made.__name__, (), dict.fromkeys(made.__init__.__code__.co_names))


# What only objects have is looked for in one of these.
OBJECTS: dict[str, Callable[[], Any]] = {
    "loop()": cache(_closed_loop),
    "gather()": _gathering,
    "TaskGroup()": asyncio.TaskGroup,
    "Condition()": asyncio.Condition,
    "ThreadPoolExecutor()": lambda: concurrent.futures.ThreadPoolExecutor(1),
    "Server()": lambda: _made(asyncio.Server),
    "DatagramTransport()": lambda: _made(
        selector_events._SelectorDatagramTransport  # type: ignore[attr-defined]
    ),
}

# What each is used for, and what no longer works without it. All were seen on Python
# 3.11 to 3.15; `_event_loop_policy` goes with 3.16, and nothing needs it from there on.
NAMES = {
    "asyncio.events.Handle._run": (
        "replaced, so that the recorder sees each callback that a loop runs",
        "no callback is a step, and no step has a cause",
    ),
    "asyncio.events.Handle._loop": (
        "tells whether a callback belongs to a recorded loop",
        "callbacks of other loops are told as the program's",
    ),
    "asyncio.events.Handle._context": (
        "tells to which of several programs a callback belongs",
        "callbacks of a companion are told as the program's",
    ),
    "loop()._run_once": (
        "overridden to count the loop's turns",
        "a program that never ends is never ended",
    ),
    "loop()._process_events": (
        "overridden to learn which socket woke a callback",
        "no step knows that the network woke it",
    ),
    "loop()._ready": (
        "tells whether a companion has come to rest",
        "a server is not yet listening when its client starts",
    ),
    "loop()._default_executor": (
        "the loop's own pool of threads",
        "threads of two pools are taken for one",
    ),
    "asyncio.base_events.BaseEventLoop._do_shutdown": (
        "the thread in which `asyncio.run` waits for other threads",
        "each run with threads ends with a callback that nobody wrote",
    ),
    "loop()._asyncgens": (
        "replaced by one that keeps its order",
        "generators that are left at the end are closed in an order that varies",
    ),
    f"asyncio.tasks.{TASKS}": (
        "emptied, because a set that was large before has another order",
        "tasks that are left at the end are cancelled in an order that varies",
    ),
    "asyncio._get_running_loop": (
        "the running loop, or None; documented for those who write event loops",
        "simulated threads believe that they run on the loop",
    ),
    "asyncio._set_running_loop": (
        "hides the running loop from simulated threads and in Pyodide",
        "nothing can be recorded in Pyodide; `asyncio.run` in a thread fails",
    ),
    "asyncio.tasks._enter_task": (
        "documented for those who write tasks: a thread has no current task",
        "`asyncio.run` in a simulated thread fails on Python 3.14",
    ),
    "asyncio.tasks._leave_task": (
        "see `_enter_task`",
        "see `_enter_task`",
    ),
    "asyncio.events._event_loop_policy": (
        "set to None, so that each program begins without a current loop",
        "in Pyodide, programs get the page's own loop from `get_event_loop`",
    ),
    "loop()._make_self_pipe": (
        "overridden: no pair of real sockets is needed, and Pyodide has none",
        "no virtual loop can be made, and probes cannot be asked in Pyodide",
    ),
    "loop()._close_self_pipe": (
        "see `_make_self_pipe`",
        "see `_make_self_pipe`",
    ),
    "asyncio.Future._callbacks": (
        "leads from a future to what waits for it",
        "waits for `shield` and, before 3.13, `as_completed` have no names",
    ),
    "asyncio.Future._source_traceback": (
        "where debug mode says that a task was made",
        "in debug mode a task seems to be made by the recorder",
    ),
    "asyncio.events.Handle._source_traceback": (
        "where debug mode says that a callback was scheduled",
        "in debug mode a callback seems to be scheduled by the recorder",
    ),
    "gather()._children": (
        "leads from the future of `gather` to its tasks",
        "waits for `gather` have no names",
    ),
    "TaskGroup()._tasks": (
        "the tasks of a group",
        "waits for a TaskGroup have no names",
    ),
    "Condition()._lock": (
        "the lock of a condition",
        "a condition's lock has no name",
    ),
    "loop()._sock_sendfile_native": (
        "overridden: sockets in memory know no `sendfile`",
        "`loop.sendfile` asks the kernel to send to a descriptor that is not there",
    ),
    "traceback._walk_tb_with_full_positions": (
        "replaced, so that tracebacks leave the recorder out",
        "tracebacks that a program prints show the recorder's lines",
    ),
    "ThreadPoolExecutor()._max_workers": (
        "the size of a pool whose threads are simulated",
        "a pool of two runs 32 functions side by side",
    ),
    "logging._startTime": (
        "replaced: the time from which `relativeCreated` counts",
        "the relative times of log records are years",
    ),
    "logging.root._cache": (
        "cleared where the level of a logger is set back",
        "a logger goes on by the level that the last program gave it",
    ),
    "atexit._ncallbacks": (
        "counts the functions that run at the end of the interpreter",
        "what a program leaves for the end is not noticed",
    ),
    "builtins.type.__flags__": (
        "tells which classes can be changed at all",
        "all classes are looked through after each program, in twice the time",
    ),
    "loop()._clock_resolution": (
        "set to a nanosecond: a timer is due when it is nearer than this",
        "timers fire too early or too late after many days of virtual time",
    ),
    "loop()._scheduled": (
        "its first timer says exactly how far a virtual clock goes on",
        "the clock stops before a timer or behind it",
    ),
    "ThreadPoolExecutor()._threads": (
        "tells the idle threads of a loop's own pool from the program's",
        "after one call in a thread, a deadlock is waited for instead of told",
    ),
    "Server()._sockets": (
        "asyncio makes a server of one ready socket; one of several hosts has more",
        "a server listens at the first of its addresses only",
    ),
    "DatagramTransport()._address": (
        "asyncio does not know the remote address of a ready socket",
        "`sendto` without an address fails where broadcasts are allowed",
    ),
    "loop()._write_to_self": (
        "overridden: another thread or a signal wakes a virtual loop with it",
        "`call_soon_threadsafe` and Ctrl-C do not wake the loop",
    ),
    "loop()._connect_sock": (
        "overridden to connect in memory",
        "`create_connection` reaches the real network",
    ),
    "loop()._make_subprocess_transport": (
        "overridden to refuse child processes",
        "a program that starts one is not told that it takes real time",
    ),
}


def is_there(path: str) -> bool:
    """Tell whether this Python has a private name, given as in `NAMES`."""
    owner, _, name = path.rpartition(".")
    made = OBJECTS.get(owner)
    return hasattr(made() if made else pkgutil.resolve_name(owner), name)


def get_running_loop() -> Any:
    """The running loop, or None."""
    return asyncio._get_running_loop()


def set_running_loop(loop: Any) -> None:
    """Let a loop count as running, or None."""
    asyncio._set_running_loop(loop)


def enter_task(loop: Any, task: Any) -> None:
    """Let a task count as the one that runs."""
    tasks._enter_task(loop, task)


def leave_task(loop: Any, task: Any) -> None:
    """Let a task count as one that does not run."""
    tasks._leave_task(loop, task)


def forget_policy() -> None:
    """Let the next who asks get asyncio's own policy, and no current loop."""
    if hasattr(events, "_event_loop_policy"):
        events._event_loop_policy = None
    else:
        asyncio.set_event_loop(None)


class OrderedWeakSet(weakref.WeakKeyDictionary[Any, None]):
    """A set of weak references that is in the order in which they came."""

    def add(self, item: Any) -> None:
        """Add one."""
        self[item] = None

    def discard(self, item: Any) -> None:
        """Remove one, if it is there."""
        self.pop(item, None)


def order_generators(loop: Any) -> None:
    """Let a loop close the generators that are left in the order they began."""
    loop._asyncgens = OrderedWeakSet()


@contextlib.contextmanager
def no_other_tasks() -> Iterator[None]:
    """Let asyncio know no task of before, and forget that there were any."""
    known: Any = vars(tasks)[TASKS]
    before = list(known)
    known.clear()
    try:
        yield
    finally:
        known.clear()
        for task in before:
            known.add(task)


def replace_self_pipe() -> None:
    """Let loops do without the pair of sockets by which threads wake them."""
    loop: Any = selector_events.BaseSelectorEventLoop
    loop._make_self_pipe = loop._close_self_pipe = lambda self: None


def callbacks(future: Any) -> list[Any]:
    """The functions that are called when a future is done."""
    pairs = getattr(future, "_callbacks", None) or ()
    return [callback for callback, _ in pairs]


def source_traceback(made: Any) -> list[Any]:
    """Where a task or handle was made, in debug mode; the list is its own."""
    return getattr(made, "_source_traceback", None) or []


def children(future: Any) -> list[Any] | None:
    """The futures of a `gather`; None for any other future."""
    return getattr(future, "_children", None)


def group_tasks(group: Any) -> Iterable[Any]:
    """The tasks of a TaskGroup that are not done."""
    return getattr(group, "_tasks", ())


def condition_lock(condition: Any) -> Any:
    """The lock of a condition."""
    return getattr(condition, "_lock", None)


def handle_of(handle: Any) -> tuple[Any, Any]:
    """The loop of a handle, and the context in which it runs."""
    return handle._loop, handle._context


def workers(executor: concurrent.futures.ThreadPoolExecutor) -> int:
    """The number of threads that a pool may start."""
    return executor._max_workers


def walk_positions() -> Any:
    """The function by which `traceback` walks a traceback."""
    return traceback._walk_tb_with_full_positions  # type: ignore[attr-defined]


@contextlib.contextmanager
def log_start(ns: int) -> Iterator[None]:
    """Let the relative times of log records count from another time.

    Args:
        ns: That time, in ns since 1970. Up to Python 3.12 `logging` has it in s.
    """
    module: Any = logging
    before = module._startTime
    module._startTime = ns if isinstance(before, int) else ns / 1e9
    try:
        yield
    finally:
        module._startTime = before


def forget_levels(loggers: Iterable[logging.Logger]) -> None:
    """Let loggers look up their levels again."""
    for each in loggers:
        each._cache.clear()  # type: ignore[attr-defined]


def functions_at_exit() -> int:
    """The number of functions that run at the end of the interpreter."""
    return atexit._ncallbacks()


def set_clock_resolution(loop: Any, seconds: float) -> None:
    """Set how near a loop's timer has to be to be due."""
    loop._clock_resolution = seconds


def next_timer(loop: Any) -> asyncio.TimerHandle | None:
    """The timer of a loop that is due first, None if there is none."""
    return loop._scheduled[0] if loop._scheduled else None


def pool_threads(loop: Any) -> Collection[threading.Thread]:
    """The threads of a loop's default executor."""
    return getattr(loop._default_executor, "_threads", ())


def set_server_sockets(server: Any, sockets: Iterable[Any]) -> None:
    """Let a server that does not listen yet have other sockets."""
    server._sockets[:] = sockets


def set_remote_address(transport: Any, address: Any) -> None:
    """Set where a datagram transport sends by default."""
    transport._address = address
