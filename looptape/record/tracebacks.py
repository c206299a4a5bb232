"""Tracebacks with the program's own lines, as a reader sees them.

Where Python and the recorder are installed, and how far a call reaches within a
line, differ from one machine and version to another.
"""

import contextlib
import inspect
import io
import logging
import os
import sys
import traceback
import tracemalloc
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from looptape.record.frames import this_frame
from looptape.record.patch import replaced
from looptape.record.profiles import plain_profile
from looptape.virtual import private

# Where the recorder is installed.
HERE = str(Path(__file__).parents[1])
# Functions of the recorder that run a program, and what it leaves for the end.
STARTS = {"execute", "to_its_end", "record"}
# As many frames as this are kept for each that Python would keep of where a coroutine
# was made. The recorder has up to 5 between two of the program's.
ROOM = 8
DEEPEST = 2**31 - 1  # No stack has so many frames.
# What Python's `formatwarning` adds for an object, unless it traces memory.
HINT = "Enable tracemalloc to get the object allocation traceback"


class Tracebacks:
    """Tracebacks of one program.

    Args:
        folder: Where it is; modules beside it belong to it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder) + os.sep

    def text(self, error: BaseException | None, *, uncaught: bool = False) -> str:
        """The program's own lines of a traceback, without marks under them.

        Args:
            error: The exception.
            uncaught: Whether it ends the program, so that Python itself shows it.
        """
        if error is None:
            return ""
        text = traceback.TracebackException.from_exception(error)
        if uncaught and sys.version_info < (3, 12):
            add_hints(text, error)
        self._keep_own(text)
        return "".join(text.format()).rstrip("\n")

    def _keep_own(self, text: traceback.TracebackException | None) -> None:
        if text is None:
            return
        text.stack[:] = [
            traceback.FrameSummary(name, frame.lineno, frame.name, line=frame.line)
            for frame in text.stack
            if (name := self.name(frame.filename))
        ]
        for other in (text.__cause__, text.__context__, *(text.exceptions or ())):
            self._keep_own(other)

    def name(self, file: str) -> str | None:
        """What a file of the program is called; None for any other file."""
        if file.startswith(self._folder):
            name = file.removeprefix(self._folder)
            return None if "site-packages" in name or file.startswith(HERE) else name
        # Programs are compiled under their bare name. What Cython has compiled has the
        # path within its package.
        return file if Path(file).name == file and file[:1] != "<" else None

    def belongs(self, file: str) -> bool:
        """Whether a file belongs to the program."""
        return self.name(file) is not None

    def show_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,
        line: str | None = None,
    ) -> None:
        """Print a warning as Python does, wherever a host sends its own."""
        if filename.startswith(HERE):
            # The recorder let go of what the program forgot; else Python had.
            filename, lineno = "<sys>", 0
        text = warnings.formatwarning(message, category, filename, lineno, line)
        # Only Python's own caller of this knows what object is warned of.
        told = private.local_values(this_frame(1)).get("msg")
        hints = getattr(told, "source", None) is not None
        # At its end it has no module any more that could trace.
        ends = filename in {"<sys>", "sys"}
        if hints and not ends and not tracemalloc.is_tracing():
            text += f"{category.__name__}: {HINT}\n"
        (file or sys.stderr).write(text)


def add_hints(
    text: traceback.TracebackException | None, error: BaseException | None
) -> None:
    """Add what Python 3.11 says of a wrong name, such as `Did you mean: 'gather'?`.

    There, only what shows the exception that ends a program knows it: a part that is
    written in C. From 3.12 on `traceback` knows it as well.

    Args:
        text: What `traceback` made of an exception.
        error: That exception.
    """
    if text is None or error is None:
        return
    if isinstance(error, AttributeError | NameError):
        (line, *notes), shown = text.format_exception_only(), io.StringIO()
        with replaced(sys, "stderr", shown):
            sys.__excepthook__(type(error), error, error.__traceback__)
        rest = shown.getvalue().rpartition(line.rstrip("\n"))[2]
        whole = [f"{line.rstrip()}{rest.partition(chr(10))[0]}\n", *notes]
        text.format_exception_only = (  # type: ignore[method-assign]
            lambda: (each for each in whole)
        )
    add_hints(text.__cause__, error.__cause__)
    add_hints(text.__context__, error.__context__)
    within = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for inner, one in zip(text.exceptions or (), within, strict=True):
        add_hints(inner, one)


class OwnFormatter(logging.Formatter):
    """Formats a log record with the program's own lines of a traceback.

    Args:
        tracebacks: Those of the program.
    """

    def __init__(self, tracebacks: Tracebacks) -> None:
        super().__init__()
        self._tracebacks = tracebacks

    def formatException(self, ei: Any) -> str:  # noqa: N802, the name is logging's
        """The traceback of an exception."""
        return self._tracebacks.text(ei[1])


@contextlib.contextmanager
def hidden_recorder() -> Iterator[None]:
    """Leave the recorder out where a program looks at its own stack."""

    def walk_stack(frame: types.FrameType | None) -> Iterator[Any]:
        for found, line in plain_stack(frame):
            if _is_start(found):
                return
            if not _is_ours(found):
                yield found, line

    def walk_tb(tb: types.TracebackType | None) -> Iterator[Any]:
        return ((frame, *at) for frame, *at in plain_tb(tb) if not _is_ours(frame))

    def outer(frame: Any, context: int = 1) -> list[Any]:
        found = plain_outer(frame, context)
        ours = [place for place, one in enumerate(found) if _is_start(one.frame)]
        return [
            one for one in found[: ours[0] if ours else None] if not _is_ours(one.frame)
        ]

    def inner(tb: Any, context: int = 1) -> list[Any]:
        return [one for one in plain_inner(tb, context) if not _is_ours(one.frame)]

    def walk_positions(tb: types.TracebackType | None) -> Iterator[Any]:
        return ((frame, at) for frame, at in positions(tb) if not _is_ours(frame))

    def take_snapshot() -> tracemalloc.Snapshot:
        ours = tracemalloc.Filter(False, f"{HERE}{os.sep}*")
        return plain_snapshot().filter_traces([ours])

    plain_snapshot = tracemalloc.take_snapshot
    plain_stack, plain_tb = traceback.walk_stack, traceback.walk_tb
    plain_inner, plain_outer = inspect.getinnerframes, inspect.getouterframes
    positions = private.walk_positions()
    with (
        _plain_origins(),
        replaced(sys, "_getframe", plain_frame),
        replaced(sys, "getprofile", plain_profile),
        replaced(warnings, "warn", plain_warning(warnings.warn)),
        replaced(tracemalloc, "take_snapshot", take_snapshot),
        replaced(traceback, "walk_stack", walk_stack),
        replaced(traceback, "walk_tb", walk_tb),
        replaced(inspect, "getouterframes", outer),
        replaced(inspect, "getinnerframes", inner),
        replaced(traceback, positions.__name__, walk_positions),
    ):
        yield


@contextlib.contextmanager
def _plain_origins() -> Iterator[None]:
    """Leave it out of where coroutines were made, of which Python keeps some frames."""
    asked = [0]  # The last depth that was not 0; a loop is often closed meanwhile.

    def set_depth(depth: int) -> None:
        plain_set(depth * ROOM)
        asked[0] = depth or asked[0]

    def get_depth() -> int:
        return plain_get() // ROOM

    def tell_unawaited(coro: Any) -> None:
        origin = coro.cr_origin
        if origin is not None:
            own = _plain_origin(origin)[: asked[0]]
            coro = types.SimpleNamespace(__qualname__=coro.__qualname__, cr_origin=own)
        plain_tell(coro)

    plain_set = sys.set_coroutine_origin_tracking_depth
    plain_get = sys.get_coroutine_origin_tracking_depth
    plain_tell = private.tell_unawaited()
    with (
        replaced(sys, "set_coroutine_origin_tracking_depth", set_depth),
        replaced(sys, "get_coroutine_origin_tracking_depth", get_depth),
        replaced(warnings, plain_tell.__name__, tell_unawaited),
    ):
        yield


def plain_frame(depth: int = 0, /) -> types.FrameType:
    """The frame that `sys._getframe` returns without the recorder.

    What a frame's own `f_back` leads to is not ours to say: it is read-only.

    Args:
        depth: How many frames to go back from the caller's.
    """
    frame: types.FrameType | None = this_frame(1)
    left = max(0, depth)
    while frame is not None and not _is_start(frame):
        if not _is_ours(frame):
            if not left:
                return frame
            left -= 1
        frame = frame.f_back
    return this_frame(DEEPEST)  # Python's own raises, in its own words.


def plain_warning(warn: Callable[..., None]) -> Callable[..., None]:
    """What stands in for `warnings.warn`: its `stacklevel` does not count our frames.

    Args:
        warn: Python's own.
    """

    def stand_in(
        message: Warning | str,
        category: type[Warning] | None = None,
        stacklevel: int = 1,
        source: Any = None,
        **options: Any,
    ) -> None:
        frame: types.FrameType | None = this_frame(1)
        level, left = 2, stacklevel - 1  # Its own frame is the first.
        while left > 0 and frame is not None:
            frame = frame.f_back
            if frame is None or _is_start(frame):
                level = DEEPEST  # Beyond the program's stack.
                break
            if not _is_import(frame):
                level += 1
                left -= not _is_ours(frame)
        warn(message, category, level, source, **options)

    return stand_in


def leave_out_ours(error: BaseException) -> None:
    """Take the recorder's frames out of an exception, which a bare `raise` raises on.

    Python adds the frame of a function where an exception comes into it, and not where
    a handler's `raise` lets it out. So no traceback has our frames that a program gets,
    and none keeps what they know.

    Args:
        error: The exception, in a handler of ours.
    """
    first = last = _beyond_ours(error.__traceback__)
    while last is not None:
        behind = _beyond_ours(last.tb_next)
        last.tb_next, last = behind, behind
    error.__traceback__ = first


def _beyond_ours(trace: types.TracebackType | None) -> types.TracebackType | None:
    while trace is not None and _is_ours(trace.tb_frame):
        trace = trace.tb_next
    return trace


def plain_frames(frames: Iterable[types.FrameType]) -> list[types.FrameType]:
    """Those of frames that there would be without the recorder.

    Args:
        frames: The frames, outermost first.
    """
    found: list[types.FrameType] = []
    for frame in frames:
        if _is_start(frame):
            found.clear()
        elif not _is_ours(frame):
            found.append(frame)
    return found


def _plain_origin(
    origin: Iterable[tuple[str, int, str]],
) -> tuple[tuple[str, int, str], ...]:
    """Where a coroutine was made, as it is without the recorder.

    Args:
        origin: Its `cr_origin`: file, line and function, the innermost first.
    """
    found = []
    for file, line, name in origin:
        if not file.startswith(HERE):
            found.append((file, line, name))
        elif name in STARTS:
            break
    return tuple(found)


def _is_import(frame: types.FrameType) -> bool:
    """Whether Python leaves a frame out where it counts those of a warning."""
    name = frame.f_code.co_filename
    return "importlib" in name and "_bootstrap" in name


def _is_ours(frame: types.FrameType) -> bool:
    return frame.f_code.co_filename.startswith(HERE)


def _is_start(frame: types.FrameType) -> bool:
    """Whether a frame is the recorder's that runs a program, and all beyond it."""
    return _is_ours(frame) and frame.f_code.co_name in STARTS
