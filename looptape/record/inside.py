"""What the loop calls of a program from within a library's callback.

A transport calls the methods of the program's protocol itself, as soon as it has read
or written: nobody hands them to the loop.
"""

import asyncio
import contextlib
import inspect
import types
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from typing import Any

from looptape.record import libraries, methods
from looptape.record.frames import ASYNCIO, HERE, MANAGERS, code_of
from looptape.record.profiles import watching
from looptape.virtual import private

# What a program may derive from: the loop calls such a method for its own ends.
OWN = (asyncio.AbstractEventLoop, asyncio.Future)
NOT_PLAIN = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

Called = Callable[[str, str], AbstractContextManager[None]]


@contextlib.contextmanager
def watched_inside(files: Collection[str], called: Called) -> Iterator[None]:
    """Tell of each function of the program that is called, but not what those call.

    Args:
        files: Names of the program's files.
        called: Called with a label of the function and the library that calls it by
            itself, if one does; gives what surrounds its run.
    """
    running: list[types.FrameType] = []
    around = contextlib.ExitStack()

    def profile(frame: types.FrameType, event: str, argument: Any) -> None:
        if event == "call" and not running and _is_own(frame, files):
            running.append(frame)
            label, caller = methods.called(frame.f_code), _caller(frame.f_back)
            around.enter_context(called(label, caller))
        elif event == "return" and running and running[0] is frame:
            running.clear()
            around.close()

    try:
        with watching(profile):
            yield
    finally:
        running.clear()
        around.close()


def _caller(frame: types.FrameType | None) -> str:
    """The library that calls a function of the program, if it is not asyncio's loop.

    Args:
        frame: That of what calls it.
    """
    if frame is None or frame.f_code.co_filename.startswith((HERE, ASYNCIO, MANAGERS)):
        return ""
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _is_own(frame: types.FrameType, files: Collection[str]) -> bool:
    """Whether a function of the program begins that a library calls as a callback."""
    code = frame.f_code
    if code.co_filename not in files or code.co_flags & NOT_PLAIN:
        return False
    if code.co_name.startswith("__"):
        return False  # Python itself calls it, to compare or to clean up.
    if code.co_name == "<lambda>" and frame.f_back is not None:
        # It only gives the handler's coroutine its other arguments; the task is told.
        return libraries.role(frame.f_back.f_code) != "accepts"
    if not code.co_argcount:
        return True
    first = private.local_values(frame).get(code.co_varnames[0])
    if not issubclass(type(first), OWN):
        return True
    methods = (vars(base).get(code.co_name) for base in type(first).__mro__)
    return all(code_of(method) is not code for method in methods)
