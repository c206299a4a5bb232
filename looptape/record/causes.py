"""Why the loop runs something, and which callbacks are a program's own."""

import asyncio
import functools
import types
from collections.abc import Collection
from typing import Any

from looptape.record import libraries
from looptape.record.frames import attribute, code_of, this_frame

# Causes whose step is the one that woke; that of a timer only armed it.
WAKERS = {"step", "cancel", "network"}

# What a callback of such a module brings.
KINDS = dict.fromkeys(("looptape.record.threads", "looptape.record.pools"), "thread")

# Methods that a program hands to `call_soon` and `call_later` itself.
SETTERS = {"set", "set_result", "set_exception", "cancel"}


class Cause:
    """Why something runs.

    A timer of a real clock comes late, so it has the `delay` that was asked for, in s.

    Args:
        kind: As in `recording.Step`.
        step: Index of the step behind it, or None.
        at: When that was, in ns.
        callback: A label for a callback of the program's own, else None.
        deed: Index of the deed of that step that caused it, or None.
    """

    __slots__ = ("at", "callback", "deed", "delay", "kind", "step")

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


START = Cause("start", None)


def own_callback(callback: Any, files: Collection[str]) -> str | None:
    """A label for a callback of the program's own, else None.

    Args:
        callback: What the loop is to call.
        files: Names of the program's files.
    """
    while issubclass(type(callback), functools.partial):
        callback = callback.func
    code = code_of(callback)
    if code is not None and code.co_filename in files:
        return f"{code.co_name}()"
    name, owner = attribute(callback, "__name__"), attribute(callback, "__self__")
    if callback is print:
        return "print()"
    settable = issubclass(type(owner), asyncio.Future | asyncio.Event)
    if settable and name in SETTERS and not _in_shutdown():
        return f"{type(owner).__name__.lower()}.{name}()"
    return None


def _in_shutdown() -> bool:
    """Whether this is the thread in which `asyncio.run` waits for other threads.

    Up to Python 3.12 it reports by a future's `set_result`, as programs do.
    """
    frame: types.FrameType | None = this_frame()
    while frame is not None:
        if libraries.role(frame.f_code) == "end of threads":
            return True
        frame = frame.f_back
    return False
