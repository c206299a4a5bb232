"""Where a suspended coroutine stands: the chain of what it awaits."""

import asyncio
import contextlib
import gc
import sys
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from looptape.record import libraries, methods
from looptape.virtual import private

HERE = str(Path(__file__).parents[1])
ASYNCIO = str(Path(asyncio.__file__).parent)
# Bound here, because it is replaced while a program runs.
this_frame = sys._getframe
# That of its code: where a module is in compiled form only, as in a browser, its own
# `__file__` is another.
MANAGERS = contextlib.contextmanager.__code__.co_filename

# The qualified name of the function in which the steps of tasks run.
EDGE = "Coroutines.resume"

# Objects of these types stand between an `await` and the coroutine or
# generator behind it, and have no public attribute that leads there.
BETWEEN = {
    "coroutine_wrapper",
    "async_generator_asend",
    "async_generator_athrow",
    "anext_awaitable",
    "_BaseRequestContextManager",  # aiohttp's, which `session.get` returns
}

# Roles of what cancels tasks for ends of its own.
CANCELLING = {"interrupt": "signal", "end of run": "end"}

# Types whose values stand for themselves.
PLAIN = {type(None), bool, int, float, str, bytes}

# Packages whose calls lead into others.
COMMON = sys.stdlib_module_names


def links(awaitable: Any) -> Iterator[tuple[Any, types.FrameType]]:
    """A coroutine and all that it awaits with their frames, outermost first.

    Args:
        awaitable: A coroutine, generator or asynchronous generator.
    """
    while awaitable is not None:
        if type(awaitable).__name__ in BETWEEN:
            awaitable = next(
                (
                    item
                    for item in gc.get_referents(awaitable)
                    if hasattr(item, "ag_frame") or hasattr(item, "cr_frame")
                ),
                None,
            )
            continue
        for prefix, awaits in (
            ("cr", "cr_await"),
            ("ag", "ag_await"),
            ("gi", "gi_yieldfrom"),
        ):
            if hasattr(awaitable, f"{prefix}_frame"):
                frame = getattr(awaitable, f"{prefix}_frame")
                if frame is not None:
                    yield awaitable, frame
                awaitable = getattr(awaitable, awaits)
                break
        else:
            return


def chain(awaitable: Any) -> Iterator[types.FrameType]:
    """The frames of a coroutine and of all that it awaits, outermost first.

    Args:
        awaitable: As for `links`.
    """
    for _, frame in links(awaitable):
        yield frame


def library_call(awaitable: Any, files: Collection[str]) -> Any:
    """What a program awaits of a library: one coroutine for each such call.

    An asynchronous generator lasts for many calls, each of which ends with an item.

    Args:
        awaitable: As for `links`.
        files: Names of the program's files.

    Returns:
        The outermost one below the program's own; None where it awaits a future.
    """
    call = None
    for one, frame in links(awaitable):
        if frame.f_code.co_filename in files:
            call = None
        elif call is None:
            call = one
    return call


def code_of(function: Any) -> types.CodeType | None:
    """The code of a function or method written in Python; None for anything else.

    Args:
        function: Anything that can be called. Nothing of it is run, not even an
            attribute that it makes up, as a mock does.
    """
    # Not `isinstance`, which asks the object for its class.
    if issubclass(type(function), types.MethodType):
        function = function.__func__
    plain = issubclass(type(function), types.FunctionType)
    return function.__code__ if plain else None


def attribute(thing: Any, name: str) -> Any:
    """An attribute that Python itself has made, or None; see `code_of`."""
    if name != "__self__" and issubclass(type(thing), types.MethodType):
        thing = thing.__func__
    try:
        return object.__getattribute__(thing, name)
    except AttributeError:
        return None


def call_text(code: types.CodeType, values: dict[str, Any]) -> str:
    """A call as a reader would write it, such as `say('A', 3)`.

    Only short plain values are shown; anything else stands as its name.

    Args:
        code: The code of the function.
        values: Its local variables, or the arguments that are handed to it.
    """
    shown = []
    for name in code.co_varnames[: code.co_argcount]:
        if name not in values:  # It has a default.
            continue
        value = values[name]
        # A class derived from one of these may have any `__repr__`.
        text = repr(value) if type(value) in PLAIN else name
        shown.append(text if len(text) <= 24 else name)
    return f"{code.co_name}({', '.join(shown)})"


def own_frames(
    frames: Iterable[types.FrameType], files: Collection[str]
) -> list[types.FrameType]:
    """Those frames that belong to a program, not to a library.

    Args:
        frames: The frames.
        files: Names of the program's files.
    """
    return [frame for frame in frames if frame.f_code.co_filename in files]


def below_program(
    frames: Sequence[types.FrameType], belongs: Callable[[str], bool]
) -> Sequence[types.FrameType]:
    """The frames of what a program awaits itself.

    A library may await the program in turn, as a request does its middleware: then
    what that library does is not what the program waits for now.

    Args:
        frames: The chain of frames, outermost first.
        belongs: Whether a file belongs to the program, given its name.
    """
    own = [i for i, each in enumerate(frames) if belongs(each.f_code.co_filename)]
    return frames[own[-1] + 1 :] if own else frames


def library_of(
    frames: Iterable[types.FrameType], belongs: Callable[[str], bool]
) -> str:
    """The library whose call a task stands in, such as `aiosqlite`.

    Args:
        frames: The chain of frames, outermost first.
        belongs: Whether a file belongs to the program, given its name.

    Returns:
        The name of its package; empty for none, and for those that are known.
    """
    found = ""
    for frame in frames:
        file = frame.f_code.co_filename
        package = str(frame.f_globals.get("__name__")).partition(".")[0]
        if package in COMMON or file.startswith(HERE):
            continue
        found = "" if belongs(file) else found or package
    return "" if found in libraries.KNOWN else found


def line_of(awaitable: Any, files: Collection[str]) -> int | None:
    """The innermost line of a program at which a coroutine stands.

    Args:
        awaitable: As for `chain`.
        files: Names of the program's files.
    """
    own = own_frames(chain(awaitable), files)
    return own[-1].f_lineno if own else None


def running_frames(
    files: Collection[str], edge: types.CodeType | None
) -> list[types.FrameType]:
    """The program's frames that a step executes now, outermost first.

    Args:
        files: Names of the program's files.
        edge: The code that runs the step: what lies beyond is not the task's. Where
            that code asks itself, it asks of the step around the one it begins.
    """
    frames = []
    frame: types.FrameType | None = this_frame(2)
    if frame is not None and frame.f_code is edge:
        frame = frame.f_back
    while frame is not None and frame.f_code is not edge:
        frames.append(frame)
        frame = frame.f_back
    return own_frames(frames[::-1], files)


def raised_at(error: BaseException, files: Collection[str]) -> list[int]:
    """The program's lines that an exception passed, outermost first."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in files:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines


def outward(frame: types.FrameType | None) -> Iterator[types.FrameType]:
    """A frame, what called it, and so on."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def method_that_raised(error: BaseException, files: Collection[str]) -> str | None:
    """The outermost function of the program that raised an exception, as a label.

    Args:
        error: The exception.
        files: Names of the program's files.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename not in files:
        trace = trace.tb_next
    return None if trace is None else methods.called(trace.tb_frame.f_code)


def asyncio_cancels() -> str:
    """For what ends of its own asyncio cancels a task now, in whatever that interrupts.

    Returns:
        `signal` in its handler of Ctrl-C, `end` where `asyncio.run` cancels what its
        main task has left; else empty.
    """
    for frame in outward(this_frame()):
        found = CANCELLING.get(libraries.role(frame.f_code) or "")
        if found is not None:
            return found
    return ""


def made_by_program(belongs: Callable[[str], bool]) -> bool:
    """Whether a task that is made now is made by the program's own call.

    Only asyncio may stand between the two, such as `asyncio.create_task` or `gather`.

    Args:
        belongs: Whether a file belongs to the program, given its name.
    """
    for frame in outward(this_frame(1)):
        code = frame.f_code
        if belongs(code.co_filename):
            return True
        # The loop itself, or `wait_for`, which made a task up to Python 3.11.
        if code.co_qualname in {"BaseEventLoop._run_once", "wait_for"}:
            return False
        if not code.co_filename.startswith((HERE, ASYNCIO)):
            return False
    return False


def sent_from(files: Collection[str]) -> tuple[str, Any, int, int, int] | None:
    """What the program sends by a library's function, if it does so now.

    Args:
        files: Names of the program's files.

    Returns:
        The role of that function, the data, the line of the program, the identity of
        the call, and the place in the library; or None.
    """
    call, place = this_frame(), 0
    for frame in outward(this_frame(1)):
        if frame.f_code.co_filename in files:
            role = libraries.role(call.f_code)
            if role not in {"sends", "writes"}:
                return None
            values = private.local_values(call)
            data = values.get("data", values.get("message"))
            return role, data, frame.f_lineno, id(call), place
        if not place and not frame.f_code.co_filename.startswith((HERE, MANAGERS)):
            place = frame.f_lineno
        call = frame
    return None


def at_barrier() -> tuple[str, Any] | None:
    """What is done with a barrier, if that notifies its own condition now.

    Returns:
        The role of the barrier's method, which is the deed's verb, and the barrier.
    """
    for frame in outward(this_frame(1)):
        role = libraries.role(frame.f_code)
        if role in {"reaches", "resets", "aborts"}:
            return role, private.local_values(frame)["self"]
        ours = frame.f_code.co_filename.startswith((HERE, MANAGERS))
        if not ours and frame.f_code.co_name not in {"notify", "notify_all"}:
            return None
    return None


def called_from(files: Collection[str], through: Collection[str]) -> int | None:
    """The line at which the program itself makes the call that runs now.

    Args:
        files: Names of the program's files.
        through: Functions of libraries that such a call may come by.

    Returns:
        The line; 0 where a task is such a call itself, as `queue.put(1)` may be; None
        where a library makes the call for its own ends.
    """
    for frame in outward(this_frame(1)):
        code = frame.f_code
        if code.co_filename in files:
            return frame.f_lineno
        if code.co_qualname == EDGE and code.co_filename.startswith(HERE):
            return 0
        ours = code.co_filename.startswith(HERE) or code.co_filename == MANAGERS
        if not ours and code.co_qualname not in through:
            return None
    return None


def of_request(transport: Any) -> bool:
    """Whether a transport is that of the request which a server handles now.

    Args:
        transport: The transport.
    """
    for frame in outward(this_frame()):
        if libraries.role(frame.f_code) == "handler":
            request = private.local_values(frame)["request"]
            return request.transport is transport
    return False
