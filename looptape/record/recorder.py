"""Run one script and keep what happened as a `Recording`."""

import asyncio
import builtins
import contextlib
import gc
import io
import linecache
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from looptape.record.clock import RealClock, VirtualClock, virtual_time
from looptape.record.errors import LimitReached, NeedsRealClock
from looptape.record.lanes import program
from looptape.record.limits import Limits
from looptape.record.observer import Observer
from looptape.record.patch import replaced
from looptape.record.recorded_loop import (
    RealRecordedLoop,
    VirtualRecordedLoop,
    recorded_asyncio,
)
from looptape.recording import NO_CLIENT, SECOND, Recording
from looptape.script import Script
from looptape.virtual.loop import Deadlock

LIMITS = Limits()

# Where the recorder is installed.
HERE = str(Path(__file__).parents[1])

# Status by which shells know a program that Ctrl-C has ended.
INTERRUPTED = 130


class Parked(BaseException):
    """Carries a companion's coroutine out of its `asyncio.run`."""

    def __init__(self, coroutine: Any) -> None:
        self.coroutine = coroutine


class Tee(io.TextIOBase):
    """A text stream that hands each written text to a function."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def write(self, text: str) -> int:
        """Hand the text on."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._write(text)
        return len(text)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


class Asking(io.TextIOBase):
    """A standard input at which nobody sits.

    Args:
        refuse: Called for what would read; it raises.
    """

    def __init__(self, refuse: Callable[..., Any]) -> None:
        self._refuse = refuse

    def read(self, size: int | None = -1) -> str:
        """Refuse."""
        return str(self._refuse())

    readline = read  # type: ignore[assignment]

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True


def _leave(status: int) -> None:
    """Stand in for `os._exit`, which would end the recorder as well."""
    raise SystemExit(status)


def record(
    script: Script,
    *,
    clock: str | None = None,
    arguments: Sequence[str] | None = None,
    limits: Limits = LIMITS,
    echo: Callable[[str, str], None] = lambda stream, text: None,
) -> Recording:
    """Run a script and note its output and which task ran when.

    The interpreter should have been started with `PYTHONHASHSEED=0`, as sets of
    strings have another order in each run otherwise.

    Args:
        script: The program.
        clock: `virtual` or `real`, instead of what the script says.
        arguments: Command line arguments, instead of what the script says.
        limits: How long a program may go on.
        echo: Called with `out` or `err` and each text that is printed.

    Returns:
        What happened. A program that fails is recorded like any other.

    Raises:
        NeedsRealClock: A virtual run came to something that only the machine has.
        ScriptError: The script's metadata is wrong.
    """
    settings = script.settings
    clock = clock or settings.clock
    arguments = list(settings.arguments if arguments is None else arguments)
    programs = [script, *script.companions] if clock == "virtual" else [script]
    files = [one.path.name for one in programs]
    with contextlib.ExitStack() as stack:
        now: Any
        if clock == "virtual":
            now = VirtualClock(limits.time)
            observer = Observer(now, files, limits)
            stack.enter_context(_virtual_world(observer, now))
            parked = _park(programs[1:])
            stack.callback(_forget, parked)

            def new_loop() -> Any:
                loop = VirtualRecordedLoop(observer, now)
                companions = parked[:]
                parked.clear()
                loop.start(companions)
                return loop

        else:
            # Not in the browser's Python, which would load it for nothing.
            from looptape.real.companions import running_companions

            extra = stack.enter_context(running_companions(script))
            arguments += extra
            now = RealClock()
            stack.enter_context(replaced(sys, "stdin", io.StringIO()))
            observer = Observer(now, files, limits)
            stack.enter_context(_watched_calls(observer))

            def new_loop() -> Any:
                return RealRecordedLoop(observer)

        stack.enter_context(_streams(observer, echo))
        stack.enter_context(_new_event_loop(new_loop))
        stack.enter_context(recorded_asyncio())
        stack.enter_context(_plain_interpreter())
        stderr = sys.stderr
        ended, error, status = _run(script, arguments, stderr)
        gc.collect()  # Now, so that its warnings have a known place.
        recording = observer.close()
    recording.script = script.key
    recording.digest = script.digest
    recording.clock = clock
    recording.ended, recording.error, recording.status = ended, error, status
    if clock == "virtual" and any(lane.kind == "thread" for lane in recording.lanes):
        recording.simulated.append("threads")
    return recording


def _run(
    script: Script, arguments: list[str], stderr: TextIO
) -> tuple[str, str | None, int]:
    """Run the program to its end.

    Args:
        script: The program.
        arguments: Its command line arguments.
        stderr: Where a traceback goes if the program lost its own standard error.

    Returns:
        How it ended, in words, and its exit status.
    """
    try:
        _execute(script, arguments)
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return "returned", None, stop.code or 0
        _print_last(str(stop.code), stderr)
        return "returned", None, 1
    except KeyboardInterrupt:
        return "raised", "KeyboardInterrupt", INTERRUPTED
    except LimitReached as limit:
        return "limit", str(limit), 1
    except NeedsRealClock:
        raise
    except Deadlock as deadlock:
        if not str(deadlock).startswith(NO_CLIENT):  # A server is no error.
            _print_last(_traceback(deadlock), stderr)
        return "deadlock", str(deadlock), 1
    except BaseException as error:
        if isinstance(error, BaseExceptionGroup):
            refused: BaseException | None = error.subgroup(NeedsRealClock)
            while isinstance(refused, BaseExceptionGroup):
                refused = refused.exceptions[0]
            if refused is not None:
                raise refused from error
        _print_last(_traceback(error), stderr)
        return "raised", f"{type(error).__name__}: {error}", 1
    return "returned", None, 0


def _execute(script: Script, arguments: list[str]) -> None:
    """Run a script as `python name.py` would, within this interpreter."""
    name = script.path.name
    lines = script.source.splitlines(keepends=True)
    linecache.cache[name] = (len(script.source), None, lines, name)
    module = types.ModuleType("__main__")
    module.__file__ = str(script.path)
    folder = str(script.path.parent)
    # Not `mock.patch.dict`: it would forget what the program imports, and the next
    # program would import aiohttp again.
    # Builtins of its own: a program that deletes `len` shall not take it from the
    # recorder, or from the next program.
    own = types.ModuleType("builtins", builtins.__doc__)
    vars(own).update(vars(builtins))
    vars(module)["__builtins__"] = own
    before = {key: sys.modules[key] for key in ("__main__", "builtins")}
    sys.modules.update({"__main__": module, "builtins": own})
    try:
        with (
            replaced(sys, "argv", [name, *arguments]),
            replaced(sys, "path", [folder, *sys.path]),
        ):
            code = compile(script.source, name, "exec", dont_inherit=True)
            exec(code, module.__dict__)
    finally:
        sys.modules.update(before)


def _print_last(text: str, stderr: TextIO) -> None:
    """Print why a program ended, as Python does, wherever it sends its errors."""
    own = getattr(sys, "stderr", None)
    try:
        print(text, file=own or stderr)
    except Exception:  # The program's own stream does not work.
        print(text, file=stderr)


def _traceback(error: BaseException | None) -> str:
    """The program's own lines of a traceback, without marks under them.

    Where Python and the recorder are installed and how far a call reaches within
    a line differ from one machine and version to another.
    """
    if error is None:
        return ""
    text = traceback.TracebackException.from_exception(error)
    _keep_own(text)
    return "".join(text.format()).rstrip("\n")


def _keep_own(text: traceback.TracebackException | None) -> None:
    if text is None:
        return
    text.stack[:] = [
        traceback.FrameSummary(frame.filename, frame.lineno, frame.name)
        for frame in text.stack
        # Programs are compiled under their bare name, and nothing else is.
        if not Path(frame.filename).is_absolute() and frame.filename[0] != "<"
    ]
    for other in (text.__cause__, text.__context__, *(text.exceptions or ())):
        _keep_own(other)


class OwnFormatter(logging.Formatter):
    """Formats a log record with the program's own lines of a traceback."""

    def formatException(self, ei: Any) -> str:  # noqa: N802, the name is logging's
        """The traceback of an exception."""
        return _traceback(ei[1])


def _park(companions: Sequence[Script]) -> list[tuple[int, Any]]:
    """Run each companion up to its `asyncio.run` and keep its coroutine there.

    What stands after `asyncio.run` in a companion is not run.
    """
    parked = []

    def run(main: Any, **options: Any) -> None:
        raise Parked(main)

    for index, script in enumerate(companions, start=1):
        with replaced(asyncio, "run", run):
            try:
                _execute(script, list(script.settings.arguments))
            except Parked as stop:
                parked.append((index, stop.coroutine))
    return parked


def _forget(parked: list[tuple[int, Any]]) -> None:
    """Close the coroutines of companions whose client never started a loop."""
    for _, coroutine in parked:
        coroutine.close()


@contextlib.contextmanager
def _virtual_world(observer: Observer, clock: VirtualClock) -> Iterator[None]:
    """Time is virtual, and what can not be virtual is refused."""

    def sleep(seconds: float) -> None:
        start = clock.now
        clock.advance(round(seconds * SECOND))
        observer.blocked(f"time.sleep({seconds:g})", start)

    def refuse(what: str, needs: str) -> Callable[..., Any]:
        def refused(*args: Any, **kwargs: Any) -> Any:
            if args and isinstance(args[0], socket.socket):
                args[0].close()
            raise NeedsRealClock(f"{what} on the real clock", needs)

        return refused

    def refuse_loop(self: Any, *args: Any, **kwargs: Any) -> None:
        self._closed = True  # Or it complains when it is thrown away.
        text = "a loop of another class runs on the real clock"
        raise NeedsRealClock(text, "SelectorEventLoop")

    with contextlib.ExitStack() as stack:
        loop = asyncio.SelectorEventLoop
        stack.enter_context(replaced(loop, "__init__", refuse_loop))
        stack.enter_context(virtual_time(lambda: clock.now, sleep))
        for owner, name, what, needs in (
            (threading.Thread, "start", "a thread runs", "threading"),
            (threading.Event, "wait", "a thread waits for another", "threading"),
            (subprocess.Popen, "__init__", "a child process runs", "subprocess"),
            (os, "system", "a child process runs", "os.system"),
            (os, "kill", "a signal comes", "os.kill"),
            (socket.socket, "connect", "a socket connects", "socket"),
            (socket.socket, "listen", "a socket listens", "socket"),
            (signal, "alarm", "a signal comes", "signal"),
            (signal, "setitimer", "a signal comes", "signal"),
            (signal, "pause", "a signal comes", "signal"),
            (signal, "sigwait", "a signal comes", "signal"),
        ):
            if hasattr(owner, name):  # Not every system has every one.
                stack.enter_context(replaced(owner, name, refuse(what, needs)))
        stdin = Asking(refuse("somebody answers", "input()"))
        stack.enter_context(replaced(sys, "stdin", stdin))
        stack.enter_context(replaced(os, "_exit", _leave))
        yield


@contextlib.contextmanager
def _watched_calls(observer: Observer) -> Iterator[None]:
    """Note the blocking HTTP calls of a program on the real clock."""
    import urllib.parse
    import urllib.request

    loops = threading.get_ident()
    opener = urllib.request.OpenerDirector
    original = opener.open

    def watched(self: Any, fullurl: Any, *args: Any, **kwargs: Any) -> Any:
        start = observer.clock.now
        url = getattr(fullurl, "full_url", fullurl)
        try:
            return original(self, fullurl, *args, **kwargs)
        finally:
            path = urllib.parse.urlsplit(url).path
            if threading.get_ident() == loops:  # Another thread holds nobody up.
                observer.blocked(f"waits for the answer to GET {path}", start)

    with replaced(opener, "open", watched):
        yield


@contextlib.contextmanager
def _streams(observer: Observer, echo: Callable[[str, str], None]) -> Iterator[None]:
    """Note what is printed."""

    def stream(name: str) -> Tee:
        def write(text: str) -> None:
            observer.write(name, text)
            echo(name, text)

        return Tee(write)

    with (
        contextlib.redirect_stdout(stream("out")),
        contextlib.redirect_stderr(stream("err")),
    ):
        yield


@contextlib.contextmanager
def _new_event_loop(new_loop: Callable[[], Any]) -> Iterator[None]:
    """Let `asyncio.run` and its like make recorded loops."""
    with (
        replaced(asyncio.events, "new_event_loop", new_loop),
        replaced(asyncio, "new_event_loop", new_loop),
    ):
        running = asyncio._get_running_loop()
        asyncio._set_running_loop(None)  # Pyodide's own loop counts as running.
        try:
            yield
        finally:
            asyncio._set_running_loop(running)


@contextlib.contextmanager
def _plain_interpreter() -> Iterator[None]:
    """Warnings, logging and garbage as in an interpreter that has just started."""
    last_resort = logging.StreamHandler(sys.stderr)
    last_resort.setLevel(logging.WARNING)
    last_resort.setFormatter(OwnFormatter())
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()  # A collection in mid-run would have no known place.
    token = program.set(0)
    try:
        with (
            warnings.catch_warnings(),
            replaced(logging, "lastResort", last_resort),
            # A program adds its own to these, and takes them away at no time.
            replaced(logging.getLogger(), "handlers", []),
            replaced(logging.getLogger("asyncio"), "handlers", []),
        ):
            warnings.resetwarnings()
            for category in (
                DeprecationWarning,
                PendingDeprecationWarning,
                ImportWarning,
                ResourceWarning,
            ):
                warnings.simplefilter("ignore", category)
            warnings.filterwarnings("default", "", DeprecationWarning, "__main__")
            warnings.showwarning = _show_warning
            yield
    finally:
        program.reset(token)
        if collecting:
            gc.enable()


def _show_warning(
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
    (file or sys.stderr).write(text)
