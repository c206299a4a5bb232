"""What this project does with private names of CPython.

No other module uses one; `private_names` lists them.
"""

import asyncio
import atexit
import concurrent.futures
import contextlib
import inspect
import itertools
import logging
import sys
import threading
import traceback
import types
import warnings
import weakref
from asyncio import events, selector_events, sslproto, tasks
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import thread
from typing import Any

from looptape.virtual.private_names import TASKS

# References to what `f_locals` gave: the frame's, our own, and `getrefcount`'s.
ONLY_OURS = 3


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


def swap_current_loop(kept: dict[str, Any]) -> dict[str, Any]:
    """Let another thread's current loop be what `get_event_loop` knows of this one.

    Args:
        kept: What asyncio knows of that thread; empty for a new one.

    Returns:
        What it knew of this one.
    """
    local = getattr(getattr(events, "_event_loop_policy", None), "_local", None)
    if local is None:  # Nothing has asked for a loop yet.
        return {}
    before = dict(vars(local))
    vars(local).clear()
    vars(local).update(kept)
    return before


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


def forget_eager(task: Any) -> None:
    """Let asyncio no longer know a task as one that begins eagerly."""
    tasks._unregister_eager_task(task)  # type: ignore[attr-defined]


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


def handled_coroutine(handle: Any) -> Any:
    """The coroutine of AnyIO's handle of a task."""
    return getattr(handle, "_coro", None)


def condition_lock(condition: Any) -> Any:
    """The lock of a condition."""
    return getattr(condition, "_lock", None)


def transports() -> list[Any]:
    """The classes of asyncio's transports that a program writes to and closes."""
    kinds: list[Any] = [
        selector_events._SelectorSocketTransport,  # type: ignore[attr-defined]
        selector_events._SelectorDatagramTransport,  # type: ignore[attr-defined]
        sslproto._SSLProtocolTransport,
    ]
    # Not on Windows, and no import here, where a program's own `asyncio.py` counts.
    unix_events: Any = getattr(asyncio, "unix_events", None)
    if unix_events is not None:
        kinds += [
            unix_events._UnixReadPipeTransport,
            unix_events._UnixWritePipeTransport,
        ]
    return kinds


def barrier_raises(barrier: Any) -> bool:
    """Whether `wait` of a barrier raises, because of `abort` or `reset`."""
    state = getattr(barrier, "_state", None)
    return getattr(state, "name", "") in {"BROKEN", "RESETTING"}


def unread(reader: Any) -> int:
    """How much a stream's reader holds: bytes, or pieces in aiohttp's."""
    return len(getattr(reader, "_buffer", ()))


def has_ended(reader: Any, held: int) -> bool:
    """Whether a stream's reader got nothing more but the end of its input.

    Args:
        reader: The reader.
        held: How much it held before.
    """
    ended = getattr(reader, "_eof", False) and unread(reader) == held
    return bool(ended or reader.at_eof())


def closes(socket: Any) -> str:
    """What has come over a WebSocket of aiohttp, if it is no message.

    Args:
        socket: The WebSocket, one side of which has got something.

    Returns:
        `close` for what says that the other side closes it, `end` where the
        connection is gone; else empty.
    """
    buffer = getattr(getattr(socket, "_reader", None), "_buffer", None)
    if buffer is None:
        return ""
    kind = getattr(buffer[0][0], "type", None) if buffer else None
    closing = getattr(kind, "name", "") in {"CLOSE", "CLOSING", "CLOSED"}
    return "end" if not buffer else "close" if closing else ""


def handle_of(handle: Any) -> tuple[Any, Any]:
    """The loop of a handle, and the context in which it runs."""
    return handle._loop, handle._context


def callback_of(handle: Any) -> Any:
    """What the loop is to call; None for a handle that was cancelled."""
    return handle._callback


def workers(executor: concurrent.futures.ThreadPoolExecutor) -> tuple[int, str]:
    """The number of threads that a pool may start, and how their names begin."""
    made: Any = executor
    return made._max_workers, made._thread_name_prefix


@contextlib.contextmanager
def numbered_pools() -> Iterator[None]:
    """Number the pools that are made meanwhile as in a new interpreter."""
    owner: Any = concurrent.futures.ThreadPoolExecutor
    before, owner._counter = owner._counter, itertools.count().__next__
    try:
        yield
    finally:
        owner._counter = before


def walk_positions() -> Any:
    """The function by which `traceback` walks a traceback."""
    return traceback._walk_tb_with_full_positions  # type: ignore[attr-defined]


def tell_unawaited() -> Any:
    """The function by which `warnings` tells of a coroutine that none awaited."""
    return warnings._warn_unawaited_coroutine  # type: ignore[attr-defined]


def check_call(loop: Any, executor: Any, function: Any) -> None:
    """Refuse what `run_in_executor` refuses, in the same words.

    Args:
        loop: The loop.
        executor: The executor, or None for the loop's own.
        function: What is to be called.
    """
    if loop.get_debug():
        loop._check_callback(function, "run_in_executor")
    if executor is None:
        loop._check_default_executor()


def interpreter_ends() -> bool:
    """Whether it is too late for a pool of threads to take a call."""
    return thread._shutdown


@contextlib.contextmanager
def ending_interpreter() -> Iterator[None]:
    """Let it be too late for that, as while functions of `atexit` run."""
    before, thread._shutdown = thread._shutdown, True
    try:
        yield
    finally:
        thread._shutdown = before


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


def ignored_at_exit(function: Any) -> str:
    """How Python says that a function of `atexit` has failed.

    Args:
        function: The function.
    """
    if sys.version_info >= (3, 13):
        return f"Exception ignored in atexit callback {function!r}:"
    return f"Exception ignored in atexit callback: {function!r}"


def functions_at_exit() -> int:
    """The number of functions that run at the end of the interpreter."""
    return atexit._ncallbacks()


def set_clock_resolution(loop: Any, seconds: float) -> None:
    """Set how near a loop's timer has to be to be due."""
    loop._clock_resolution = seconds


def next_timer(loop: Any) -> asyncio.TimerHandle | None:
    """The timer of a loop that is due first, None if there is none."""
    return loop._scheduled[0] if loop._scheduled else None


def is_pending(handle: Any) -> bool:
    """Whether a loop has yet to call what a handle stands for."""
    queued = (*handle._loop._ready, *handle._loop._scheduled)
    return not handle.cancelled() and any(one is handle for one in queued)


def pool_threads(loop: Any) -> Collection[threading.Thread]:
    """The threads of a loop's default executor."""
    return getattr(loop._default_executor, "_threads", ())


def listen(server: Any) -> None:
    """Let a server accept clients, as `start_serving` does before it yields control."""
    server._start_serving()


def set_server_sockets(server: Any, sockets: Iterable[Any]) -> None:
    """Let a server that does not listen yet have other sockets."""
    server._sockets[:] = sockets


def set_remote_address(transport: Any, address: Any) -> None:
    """Set where a datagram transport sends by default."""
    transport._address = address


def local_values(frame: types.FrameType) -> dict[str, Any]:
    """The local variables of a frame, of which it keeps nothing for that.

    Up to Python 3.12 `f_locals` is a dictionary that the frame holds until its end: a
    value would live on when its variable has another one or is gone, and an exception
    with it that holds the frame. So it is emptied, unless the program holds it
    itself; before that, Python has to know that there is nothing to write back.

    Args:
        frame: The frame.
    """
    found = frame.f_locals
    if sys.version_info >= (3, 13) or not frame.f_code.co_flags & inspect.CO_OPTIMIZED:
        return dict(found)
    import ctypes  # Not in a browser's Python, which would load it for nothing.

    values = dict(found)
    write_back = ctypes.pythonapi.PyFrame_LocalsToFast
    write_back.argtypes, write_back.restype = [ctypes.py_object, ctypes.c_int], None
    write_back(frame, 0)
    if sys.getrefcount(found) == ONLY_OURS:
        found.clear()
    return values
