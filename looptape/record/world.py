"""What a program finds around it: the clock, the streams, and what is refused."""

import codecs
import contextlib
import heapq
import io
import itertools
import math
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

from looptape.record.clock import VirtualClock, virtual_time
from looptape.record.errors import Ending
from looptape.record.observer import Observer
from looptape.record.patch import name_as, replaced
from looptape.record.threads import WAITS
from looptape.record.turns import LONG_WORK, work_done
from looptape.recording import SECOND

# What a program does that is refused.
CHILD = "it starts a child process"
BECOMES = "it becomes another program"
SIGNAL = "it waits for a signal"
TYPED = "it reads what somebody types"

# A program that works so long between two readings of the clock at one instant
# measures its work, in s.
MOST_WORK = 6 * LONG_WORK

# How long a child process that outlives its run is waited for, in s.
LONGEST_CHILD = 2

SOCKETS = "real sockets (`socket`)"  # What it needs for some of that.


class Bytes(io.RawIOBase):
    """A stream of bytes that hands what is written to a function, as text.

    Args:
        write: The function.
        name: How Python calls it, such as `<stdout>`.
        number: Its file descriptor, for those who ask; what is written to that itself
            is not seen.
    """

    def __init__(self, write: Callable[[str], None], name: str, number: int) -> None:
        self._write = write
        # Half of a character may come with the next bytes.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.name = name
        self._number = number

    def write(self, data: Any) -> int:
        """Hand the bytes on."""
        if self.closed:
            raise ValueError("write to closed file")
        self._write(self._decoder.decode(data))
        return len(data)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Its file descriptor."""
        return self._number


name_as(Bytes, io.BufferedWriter)


def text_stream(write: Callable[[str], None], name: str, number: int) -> TextIO:
    """A text stream that hands each written text to a function, as Python's own.

    Args:
        write: The function.
        name: As of `Bytes`.
        number: As of `Bytes`.
    """
    errors = "strict" if name == "<stdout>" else "backslashreplace"
    stream: Any = io.TextIOWrapper(
        Bytes(write, name, number),
        encoding="utf-8",
        errors=errors,
        newline="\n",
        write_through=True,
    )
    stream.mode = "w"  # As Python sets it.
    made: TextIO = stream
    return made


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

    name = "<stdin>"
    readline = read  # type: ignore[assignment]

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def fileno(self) -> int:
        """Refuse: who asks for the file itself waits for what somebody types."""
        return int(self._refuse())


@contextlib.contextmanager
def virtual_world(
    observer: Observer, clock: VirtualClock, ending: Ending
) -> Iterator[None]:
    """Time is virtual, and what cannot be virtual is refused.

    Args:
        observer: Is told of calls that block.
        clock: The clock of the run.
        ending: Ends the run.
    """

    def sleep(seconds: float) -> None:
        def slept(start: int) -> None:
            observer.blocked("calls", f"time.sleep({seconds:g})", start)

        start, duration = clock.now, round(seconds * SECOND)
        if duration:
            clock.advance(duration)
            slept(start)
        else:  # It holds nothing up, but a loop of these has an end as well.
            clock.read(slept)

    def passed(start: int) -> None:
        observer.blocked("reads", "the clock", start)

    def refuse(what: str, needs: str) -> Callable[..., Any]:
        def refused(*args: Any, **kwargs: Any) -> Any:
            if args and isinstance(args[0], socket.socket):
                args[0].close()
            ending.refuse(what, needs)

        return refused

    with contextlib.ExitStack() as stack:
        stack.enter_context(virtual_time(_reading(clock, ending, passed), sleep))
        for owner, name, what, needs in (
            (threading.Thread, "start", "it starts a thread", "threading"),
            (threading.Event, "wait", WAITS, "threading"),
            # With it `concurrent.futures.Future.result` and `queue.Queue.get`.
            (threading.Condition, "wait", WAITS, "threading"),
            (subprocess.Popen, "__init__", CHILD, "subprocess"),
            (os, "system", CHILD, "os.system"),
            (os, "fork", CHILD, "os.fork"),
            (os, "forkpty", CHILD, "os.forkpty"),
            (os, "posix_spawn", CHILD, "os.posix_spawn"),
            (os, "posix_spawnp", CHILD, "os.posix_spawnp"),
            # With it multiprocessing, where it does not fork.
            (sys.modules.get("_posixsubprocess"), "fork_exec", CHILD, "subprocess"),
            (os, "execv", BECOMES, "os.execv"),
            (os, "execve", BECOMES, "os.execve"),
            (os, "kill", "it sends a signal", "os.kill"),
            (socket.socket, "connect", "it connects a real socket", SOCKETS),
            (socket.socket, "listen", "it listens on a real socket", SOCKETS),
            (signal, "alarm", SIGNAL, "signal"),
            (signal, "setitimer", SIGNAL, "signal"),
            (signal, "pause", SIGNAL, "signal"),
            (signal, "sigwait", SIGNAL, "signal"),
        ):
            if hasattr(owner, name):  # Not every system has every one.
                stack.enter_context(replaced(owner, name, refuse(what, needs)))
        wait = refuse(WAITS, "threading")
        stack.enter_context(replaced(threading, "Lock", _lock_class(wait)))
        stack.enter_context(replaced(queue, "SimpleQueue", _queue_class(wait)))
        stdin = Asking(refuse(TYPED, "input()"))
        stack.enter_context(replaced(sys, "stdin", stdin))
        yield


def _reading(
    clock: VirtualClock, ending: Ending, passed: Callable[[int], None]
) -> Callable[[], int]:
    """What gives a program the time, and ends one that only measures its own work.

    It may well work more and more until that takes a while, which it never does here.

    Args:
        clock: The clock of the run.
        ending: Ends the run.
        passed: As of `VirtualClock.read`.
    """
    # The time that was read last, and the work that was done before.
    last = [clock.now, work_done()]

    def read() -> int:
        before, worked = last
        last[:] = clock.now, work_done()
        if before == clock.now and last[1] - worked > MOST_WORK:
            ending.refuse("it measures how long it computes", "")
        return clock.read(passed)

    return read


def _lock_class(wait: Callable[[], Any]) -> type:
    """A `threading.Lock` that does not wait: nothing could ever release it.

    Args:
        wait: Called where it would.
    """
    make = threading.Lock
    plain: Any = type(make())

    class Lock:
        def __init__(self) -> None:
            self._lock = make()

        def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
            # What the real one refuses is an error here, too.
            if (not blocking and timeout != -1) or (timeout < 0 and timeout != -1):
                return self._lock.acquire(blocking, timeout)
            if self._lock.acquire(False):
                return True
            return bool(wait()) if blocking and timeout != 0 else False

        def __enter__(self) -> bool:
            return self.acquire()

        def __exit__(self, *raised: object) -> None:
            self._lock.release()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._lock, name)

        def __repr__(self) -> str:
            return repr(self._lock)

    name_as(Lock, plain)
    return Lock


def _queue_class(wait: Callable[[], Any]) -> type:
    """A `queue.SimpleQueue` that does not wait: nothing could ever be put in.

    Args:
        wait: Called where it would.
    """

    class SimpleQueue(queue.SimpleQueue[Any]):
        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            if block and timeout != 0 and self.empty():
                wait()
            return super().get(block, timeout)

    name_as(SimpleQueue, queue.SimpleQueue)
    return SimpleQueue


@contextlib.contextmanager
def watched_calls(observer: Observer) -> Iterator[None]:
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
                observer.blocked("requests", f"GET {path}", start)

    with replaced(opener, "open", watched):
        yield


@contextlib.contextmanager
def own_threads() -> Iterator[list[threading.Thread]]:
    """Let a program see no thread that an earlier run has left.

    A library may keep a pool for as long as the interpreter lives.

    Yields:
        Those threads.
    """
    every = threading.enumerate
    left = [one for one in every() if one is not threading.current_thread()]

    def enumerate() -> list[threading.Thread]:  # noqa: A001, as in `threading`
        return [one for one in every() if one not in left]

    def active_count() -> int:
        return len(enumerate())

    with (
        replaced(threading, "enumerate", enumerate),
        replaced(threading, "active_count", active_count),
    ):
        yield left


def join_watchers() -> None:
    """Let asyncio's threads end that wait for child processes which outlive a run.

    They hold what belongs to it, which would be destroyed within a later recording.
    Only Python 3.11 and systems without process descriptors have them.
    """
    for thread in threading.enumerate():
        if thread.name.startswith("asyncio-waitpid-"):
            thread.join(LONGEST_CHILD)


@contextlib.contextmanager
def streams(
    observer: Observer,
    echo: Callable[[str, str], None],
    ending: Ending,
    left: Sequence[threading.Thread],
) -> Iterator[None]:
    """Note what is printed, until the run has ended.

    Args:
        observer: Is told of it.
        echo: Called with `out` or `err` and each text.
        ending: Tells whether the run has ended.
        left: Threads of an earlier run, which are not heard: asyncio's, which wait for
            a child process on Python 3.11, say that their loop is closed.
    """
    ident = threading.get_ident  # Before it is asked for simulated threads.
    # What simulated threads print, at times to come; the number keeps the order.
    held: list[tuple[int, int, str, str]] = []
    number = itertools.count()

    def show(until: float) -> None:
        while held and held[0][0] <= until:
            _, _, name, text = heapq.heappop(held)
            echo(name, text)

    def stream(name: str, descriptor: int) -> TextIO:
        def write(text: str) -> None:
            if ending.error is not None or ending.over:
                return
            if any(one.ident == ident() and one.is_alive() for one in left):
                return
            observer.write(name, text)
            now = observer.clock.now
            if observer.steps.in_thread is not None:
                heapq.heappush(held, (now, next(number), name, text))
            else:
                show(now)
                echo(name, text)

        return text_stream(write, f"<std{name}>", descriptor)

    with (
        contextlib.redirect_stdout(stream("out", 1)),
        contextlib.redirect_stderr(stream("err", 2)),
    ):
        yield
    if ending.error is None:
        show(math.inf)
