"""What a program does with its locks, events, queues, streams and futures."""

import asyncio
import contextlib
import signal
from collections.abc import Collection, Iterator
from typing import Any

from looptape.record.deeds import Deeds
from looptape.record.frames import (
    at_barrier,
    called_from,
    of_request,
    sent_from,
)
from looptape.record.locks import Holds
from looptape.record.names import the
from looptape.record.steps import Steps
from looptape.record.values import show
from looptape.record.watched import AT_BARRIER, STARTING, THROUGH

# What a program does with a future, by the method that does it.
FUTURE = {"set_result": "resolves", "set_exception": "fails", "cancel": "cancels"}

# What transports are called, by their kind.
TRANSPORTS = {
    "connection": "the connection",
    "stream": "the connection",
    "datagram": "the socket",
    "pipe": "the pipe",
    "child": "the child process",
}


class Objects:
    """Notes what tasks do with objects of asyncio.

    Args:
        steps: The steps.
        deeds: Notes what they do.
        holds: Notes what is held.
        files: Names of the program's files.
    """

    def __init__(
        self,
        steps: Steps,
        deeds: Deeds,
        holds: Holds,
        files: Collection[str],
    ) -> None:
        self._steps = steps
        self._deeds = deeds
        self._holds = holds
        self._files = files
        self._on_future = contextlib.ExitStack()
        # The step that has sent something last, by which call and at which place.
        self._sent = (-1, 0, 0)
        # What the step closes that has closed something last, by identity.
        self._closed: tuple[int, set[int]] = (-1, set())

    @contextlib.contextmanager
    def doing(
        self, verb: str, kind: str, thing: Any, args: tuple[Any, ...]
    ) -> Iterator[None]:
        """The program uses a lock, an event, a queue or a stream.

        Args:
            verb: As in `recording.Deed`.
            kind: Of the object.
            thing: The object.
            args: What the method is called with.
        """
        held = verb == "releases" and (kind == "semaphore" or thing.locked())
        if held and not self._steps.closed:
            self._holds.released(thing, self._steps.lane, self._steps.running)
        line = None
        if self._steps.acting is not None and self._deeds.doing_now is None:
            through = STARTING if verb == "starts" else THROUGH
            barrier = at_barrier() if verb == "notifies" else None
            if barrier is not None:
                (verb, thing), kind = barrier, "barrier"
                through = THROUGH | AT_BARRIER
            line = called_from(self._files, through)
        if line is None and verb == "writes":
            with self._sends():
                yield
            return
        if line is None or _does_nothing(verb, kind, thing):
            yield
            return
        if verb == "closes" and self._closes_again(thing):
            yield
            return
        plain, kind = kind, _kind(kind, thing)
        if plain in {"transport", "child"}:
            name = TRANSPORTS[kind]
        else:
            name = self._name(thing, kind)
        if verb == "writes" and args:
            name = _written(args[0])
        elif verb == "signals" and args:
            name = _signal(args[0])
        # A transport whose buffer is full tells the program's protocol at once.
        covers = plain != "transport" or verb != "writes"
        about = {"name": name, "kind": kind, "line": line}
        with self._deeds.doing(verb, covers=covers, **about):
            yield

    def _closes_again(self, thing: Any) -> bool:
        """Whether the acting step has closed something already, and does so again."""
        acting = self._steps.acting
        if acting is None:
            return False
        if self._closed[0] != acting:
            self._closed = acting, set()
        again = id(thing) in self._closed[1]
        self._closed[1].add(id(thing))
        return again

    @contextlib.contextmanager
    def _sends(self) -> Iterator[None]:
        """A transport gets data: maybe from what the program sends by a library."""
        acting = self._steps.acting
        sent = None
        if acting is not None and self._deeds.doing_now is None:
            sent = sent_from(self._files)
        if acting is None or sent is None:
            yield
            return
        role, data, line, call, place = sent
        before, self._sent = self._sent, (acting, call, place)
        # A long message is sent in two parts, one below the other in the library.
        if before[:2] == (acting, call) and place > before[2]:
            yield
            return
        kind = "message" if role == "sends" else "stream"
        name = show(data) or ""
        with self._deeds.doing("writes", name=name, kind=kind, line=line):
            yield

    def acquired(self, lock: Any, kind: str) -> None:
        """The running task got a lock or semaphore."""
        lane, step = self._steps.lane, self._steps.running
        if lane is None or step is None or self._steps.closed:
            return
        name = self._steps.name_of(lock)
        self._holds.acquired(lock, lane, step, None if name is None else the(name))
        line = called_from(self._files, THROUGH)
        if line is not None:
            name = self._name(lock, kind)
            self._deeds.did("takes", name=name, kind=kind, line=line)

    def _name(self, thing: Any, kind: str) -> str:
        """What the program calls an object, else its kind."""
        return the(self._steps.name_of(thing) or kind)

    def calls(self, builtin: Any, line: int | None) -> None:
        """The program calls a builtin: a method of a future, maybe; None at its end."""
        if builtin is None:
            self._on_future.close()
            return
        verb = FUTURE.get(getattr(builtin, "__name__", ""))
        future = getattr(builtin, "__self__", None) if verb else None
        if isinstance(future, asyncio.Future) and not isinstance(future, asyncio.Task):
            assert verb is not None
            if not future.done():
                name = self._name(future, "future")
                doing = self._deeds.doing(verb, name=name, kind="future", line=line)
                self._on_future.enter_context(doing)


def _does_nothing(verb: str, kind: str, thing: Any) -> bool:
    """Whether a call is without effect: on what is closed, has exited or serves."""
    if kind == "child":
        return thing.get_returncode() is not None or thing.is_closing()
    if verb == "starts":
        return bool(thing.is_serving())
    return (verb, kind) == ("closes", "transport") and bool(thing.is_closing())


def _kind(kind: str, thing: Any) -> str:
    """The kind of what a program uses: of a stream or transport, where it leads to."""
    if kind not in {"stream", "transport"}:
        return kind
    transport = thing if kind == "transport" else thing.transport
    if not isinstance(transport, asyncio.BaseTransport):
        return "stream"
    if transport.get_extra_info("pipe") is not None:  # Such as a child's input.
        return "pipe"
    if hasattr(transport, "sendto"):  # No class tells it on Python 3.11.
        return "datagram"
    hung_up = kind == "transport" and of_request(transport)
    return "connection" if hung_up else "stream"


def _written(data: Any) -> str:
    """What is written, as `repr` shows it: of several pieces, all in one."""
    if isinstance(data, list | tuple) and all(isinstance(one, bytes) for one in data):
        data = b"".join(data)
    return (show(data) or "") if isinstance(data, bytes | bytearray) else "data"


def _signal(number: Any) -> str:
    """What a signal is called."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {show(number)}"
