"""Every private name of CPython that this project uses, and what for.

A private name may go away with any Python. So each is listed here, in `NAMES`, with
what needs it and what breaks without it; a test looks for each. Methods that a class
of ours overrides are written where the class is.
"""

import asyncio
import concurrent.futures
import pkgutil
import sys
from asyncio import events, selector_events
from collections.abc import Callable
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


def _policy() -> Any:
    name = "BaseDefaultEventLoopPolicy"  # Public up to Python 3.13.
    kinds = vars(events)
    return (kinds[name] if name in kinds else kinds[f"_{name}"])()


# What only objects have is looked for in one of these.
OBJECTS: dict[str, Callable[[], Any]] = {
    "loop()": cache(_closed_loop),
    "policy()": _policy,
    "gather()": _gathering,
    "TaskGroup()": asyncio.TaskGroup,
    "Condition()": asyncio.Condition,
    "Barrier()": lambda: asyncio.Barrier(1),
    "StreamReader()": lambda: asyncio.StreamReader(loop=_closed_loop()),
    "ThreadPoolExecutor()": lambda: concurrent.futures.ThreadPoolExecutor(1),
    "Server()": lambda: _made(asyncio.Server),
    "DatagramTransport()": lambda: _made(
        selector_events._SelectorDatagramTransport  # type: ignore[attr-defined]
    ),
}

# What each is used for, and what no longer works without it. All were seen on Python
# 3.11 to 3.15; policies go with 3.16, and nothing needs them from there on.
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
    "policy()._local": (
        "the current loop of each thread; simulated ones run in that of the loop",
        "`get_event_loop` in a simulated thread returns the main thread's loop",
    ),
    "loop()._make_self_pipe": (
        "overridden: no pair of real sockets is needed, and Pyodide has none",
        "no virtual loop can be made, and probes cannot be asked in Pyodide",
    ),
    "loop()._close_self_pipe": (
        "see `_make_self_pipe`",
        "see `_make_self_pipe`",
    ),
    "asyncio.selector_events._SelectorSocketTransport": (
        "its methods are wrapped to learn what is written to it, and that it is closed",
        "no step says what it sends over a WebSocket, in a response or by a transport",
    ),
    "asyncio.selector_events._SelectorDatagramTransport": (
        "its methods are wrapped to learn what a program sends",
        "no step says that it sends a datagram",
    ),
    "asyncio.sslproto._SSLProtocolTransport": (
        "its methods are wrapped to learn what a program writes to it",
        "no step says what it writes to a transport with TLS",
    ),
    "Barrier()._state": (
        "tells whether a barrier has released a task, or raises in it",
        "after `reset` a task seems to wake up because all others have come",
    ),
    "StreamReader()._buffer": (
        "tells whether data came for a task that waits for more",
        "`readexactly` seems to wake up because data arrived, at the end of input",
    ),
    "StreamReader()._eof": (
        "tells the same of the end of input",
        "`readexactly` seems to wake up because data arrived, at the end of input",
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
    "warnings._warn_unawaited_coroutine": (
        "replaced: tells, in debug mode, where a coroutine was made that none awaited",
        "in debug mode the recorder's lines stand among those where it was made",
    ),
    "ThreadPoolExecutor()._max_workers": (
        "the size of a pool whose threads are simulated",
        "a pool of two runs 32 functions side by side",
    ),
    "concurrent.futures.thread._shutdown": (
        "set while functions of `atexit` run, as no pool takes a call at that time",
        "what a program hands to a pool in such a function runs",
    ),
    "loop()._check_callback": (
        "refuses coroutines that are handed to `run_in_executor`, in debug mode",
        "a coroutine is called, and `run_in_executor` gives no reason",
    ),
    "loop()._check_default_executor": (
        "refuses calls in threads after `shutdown_default_executor`",
        "a call in a thread runs where Python itself refuses it",
    ),
    "ThreadPoolExecutor()._thread_name_prefix": (
        "how the names of a pool's threads begin, which are simulated",
        "a thread does not tell the name that it would have",
    ),
    "concurrent.futures.ThreadPoolExecutor._counter": (
        "replaced: numbers the pools in the names of their threads",
        "a thread's name tells how many pools other programs made before",
    ),
    "_threading_local.current_thread": (
        "replaced, so that each simulated thread has values of its own",
        "threads see each other's values of a `threading.local`",
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
    "asyncio.base_events.Server._start_serving": (
        "`start_serving` without its turn of the loop",
        "a server is set up after another number of turns than asyncio takes",
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

if sys.platform != "win32":
    for name in "_UnixReadPipeTransport", "_UnixWritePipeTransport":
        NAMES[f"asyncio.unix_events.{name}"] = (
            "its methods are wrapped to learn what a program writes to a pipe",
            "no step says that it writes to a pipe, or closes one",
        )
if sys.version_info >= (3, 12):
    NAMES["asyncio.tasks._unregister_eager_task"] = (
        "asyncio itself fails to do it for an eager task that raises `SystemExit`",
        "asyncio knows that task for ever, and never tells that nothing retrieved it",
    )


def is_there(path: str) -> bool:
    """Tell whether this Python has a private name, given as in `NAMES`."""
    owner, _, name = path.rpartition(".")
    made = OBJECTS.get(owner)
    return hasattr(made() if made else pkgutil.resolve_name(owner), name)
