"""Why the loop runs something, and which callbacks are a program's own."""

import asyncio
import contextlib
import functools
import os
import signal
import weakref
from collections.abc import Callable, Collection, Iterator
from typing import Any

from looptape.record import libraries, methods
from looptape.record.frames import attribute, code_of, outward, this_frame
from looptape.record.patch import replaced

# Causes whose step is the one that woke; that of a timer only armed it.
WAKERS = {"step", "cancel", "network"}

# What a callback of such a module brings.
KINDS = {
    f"looptape.record.{module}": "thread" for module in ("pools", "threads", "working")
}

# What asyncio hands to the loop for the next step of a task: the first one of a new
# task, and what a future calls at its end.
FIRST, WAKE_UP = "TaskStepMethWrapper", "task_wakeup"

# Methods that a program hands to `call_soon` and `call_later` itself.
SETTERS: dict[type, set[str]] = {
    asyncio.Event: {"set"},
    asyncio.Future: {"set_result", "set_exception", "cancel"},
    asyncio.Queue: {"put_nowait", "shutdown"},
    asyncio.AbstractEventLoop: {"stop"},
}

# Functions in C that send a signal, which a program hands over itself.
SENDERS = (
    (os.kill, "os.kill()"),
    (signal.raise_signal, "signal.raise_signal()"),
)


class Cause:
    """Why something runs.

    A timer may come late, so it has the `delay` that was asked for, in s. That of a
    timeout may be a `deadline`: a moment that the program gave. That of a task's step
    is `of_task`.

    Args:
        kind: As in `recording.Step`.
        step: Index of the step behind it, or None.
        at: When that was, in ns.
        callback: A label for a callback of the program's own, else None.
        deed: Index of the deed of that step that caused it, or None.
    """

    __slots__ = (
        "at",
        "callback",
        "deadline",
        "deed",
        "delay",
        "kind",
        "of_task",
        "step",
    )

    def __init__(
        self,
        kind: str,
        step: int | None,
        at: int = 0,
        callback: str | None = None,
        deed: int | None = None,
    ) -> None:
        self.kind = kind
        self.step = step
        self.deed = deed
        self.at = at
        self.callback = callback
        self.delay: float | None = None
        self.deadline = self.of_task = False


START = Cause("start", None)


# Timeouts whose end the program gave as a moment, not as a time from then on.
_deadlines: weakref.WeakSet[asyncio.Timeout] = weakref.WeakSet()


def timeout_of(callback: Any) -> asyncio.Timeout | None:
    """The timeout that a callback ends, or None.

    Args:
        callback: What the loop is to call.
    """
    owner = attribute(callback, "__self__")
    return owner if issubclass(type(owner), asyncio.Timeout) else None


def is_deadline(timeout: asyncio.Timeout) -> bool:
    """Whether a timeout ends at a moment that the program gave."""
    return timeout in _deadlines


def is_of_task(callback: Any) -> bool:
    """Whether a callback is the next step of a task.

    Args:
        callback: What the loop is to call.
    """
    name, kind = attribute(callback, "__name__"), type(callback).__name__
    return FIRST in (name, kind) or name == WAKE_UP


@contextlib.contextmanager
def watched_deadlines() -> Iterator[None]:
    """Learn of each timeout that `timeout_at` or `reschedule` sets."""
    init, reschedule = asyncio.Timeout.__init__, asyncio.Timeout.reschedule

    @functools.wraps(init)
    def __init__(self: Any, when: float | None) -> None:  # noqa: N807
        init(self, when)
        if this_frame(1).f_code.co_name == "timeout_at":
            _deadlines.add(self)

    @functools.wraps(reschedule)
    def moved(self: Any, when: float | None) -> None:
        if this_frame(1).f_code is not asyncio.Timeout.__aenter__.__code__:
            _deadlines.add(self)
        reschedule(self, when)

    with (
        replaced(asyncio.Timeout, "__init__", __init__),
        replaced(asyncio.Timeout, "reschedule", moved),
    ):
        yield


@contextlib.contextmanager
def watched_cancels(observer: Callable[[], Any]) -> Iterator[None]:
    """Tell an observer of each handle of a callback that is about to be cancelled.

    Args:
        observer: Gives the observer of the loop that runs, or None.
    """
    cancel = asyncio.Handle.cancel

    @functools.wraps(cancel)
    def cancelled(self: Any) -> None:
        watching = observer()
        if watching is not None:
            watching.callbacks.cancels_call(self)
        cancel(self)

    with replaced(asyncio.Handle, "cancel", cancelled):
        yield


def own_callback(
    callback: Any, files: Collection[str], name_of: Callable[[Any], str | None]
) -> str | None:
    """A label for a callback of the program's own, else None.

    Args:
        callback: What the loop is to call.
        files: Names of the program's files.
        name_of: Gives the program's name for an object, or None.
    """
    while issubclass(type(callback), functools.partial):
        callback = callback.func
    code = code_of(callback)
    if code is not None and code.co_filename in files:
        return methods.called(code)
    name, owner = attribute(callback, "__name__"), attribute(callback, "__self__")
    if callback is print:
        return "print()"
    for sends, called in SENDERS:
        if callback is sends:
            return called
    settable = any(
        issubclass(type(owner), kind) and name in names
        for kind, names in SETTERS.items()
    )
    if settable and not _is_inner(owner):
        is_loop = issubclass(type(owner), asyncio.AbstractEventLoop)
        kind = "loop" if is_loop else type(owner).__name__.lower()
        return f"{name_of(owner) or kind}.{name}()"
    return None


def _is_inner(owner: Any) -> bool:
    """Whether it is asyncio that hands over a method of a future, for its own ends.

    The thread in which `asyncio.run` waits for others reports by `set_result` up to
    Python 3.12. And a task that was cancelled cancels the future that
    `run_coroutine_threadsafe` gave, which asks for the same of the task.

    Args:
        owner: The future or event.
    """
    over = issubclass(type(owner), asyncio.Future) and owner.done()
    inner = {"end of threads", "chain"} if over else {"end of threads"}
    return any(libraries.role(one.f_code) in inner for one in outward(this_frame()))


def unknown(callback: Callable[..., Any]) -> Callable[..., Any]:
    """A callback that does the same, and in which nobody sees the program's own."""

    def call(*args: Any) -> None:
        callback(*args)

    return call
