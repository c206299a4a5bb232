"""Functions that Python calls for what a program does, as a profiler's are."""

import contextlib
import sys
import types
from collections.abc import Callable, Collection, Iterator
from typing import Any

from looptape.record.frames import code_of

# Bound here, because it is replaced while a program runs.
getprofile = sys.getprofile

# What an asynchronous generator yields, where it awaits nothing.
ITEM = "async_generator_wrapped_value"

# The qualified names of the functions that watch calls.
WATCHES = {"watched_calls.<locals>.profile", "watched_inside.<locals>.profile"}


@contextlib.contextmanager
def watched_calls(
    coroutine: Any,
    files: Collection[str],
    lines: list[int],
    items: set[int],
    calls: Callable[[Any, int | None], None],
) -> Iterator[None]:
    """Note where a coroutine returns, and which builtins the program calls.

    Its frame is gone when it has returned, and builtins cannot be replaced.

    Args:
        coroutine: The coroutine, or a function that the loop calls.
        files: Names of the program's files.
        lines: Gets the line at which it returns.
        items: Gets the frame of each asynchronous generator that yields an item, by id.
        calls: Called with a builtin and the line, and with None when that is over.
    """
    code = getattr(coroutine, "cr_code", getattr(coroutine, "__code__", None))
    if code is None or code.co_filename not in files:
        yield
        return

    def profile(frame: types.FrameType, event: str, argument: Any) -> None:
        if event == "return":
            if frame.f_code is code:
                lines.append(frame.f_lineno)
            elif type(argument).__name__ == ITEM:
                items.add(id(frame))
        elif event != "call" and frame.f_code.co_filename in files:
            calls(argument if event == "c_call" else None, frame.f_lineno)

    with watching(profile):
        yield


@contextlib.contextmanager
def watching(profile: Callable[[types.FrameType, str, Any], None]) -> Iterator[None]:
    """Let a profile function see what runs, unless the program has one of its own.

    Args:
        profile: One of `WATCHES`.
    """
    before = getprofile()
    if before is not None and not is_watch(before):
        yield
        return
    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(before)


def is_watch(profile: Any) -> bool:
    """Whether a profile function is the recorder's.

    Args:
        profile: What `sys.getprofile` gives.
    """
    code = code_of(profile)
    return code is not None and code.co_qualname in WATCHES


def plain_profile() -> Any:
    """The profile function that `sys.getprofile` returns without the recorder."""
    profile = getprofile()
    return None if is_watch(profile) else profile
