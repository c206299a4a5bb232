"""What a program does with its locks, events, queues, streams and futures."""

import asyncio
import contextlib
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
from looptape.record.watched import AT_BARRIER, THROUGH

# What a program does with a future, by the method that does it.
FUTURE = {"set_result": "resolves", "set_exception": "fails", "cancel": "cancels"}


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
            through, barrier = THROUGH, at_barrier() if verb == "notifies" else None
            if barrier is not None:
                (verb, thing), kind = barrier, "barrier"
                through = THROUGH | AT_BARRIER
            line = called_from(self._files, through)
        if line is None or (verb == "closes" and self._closes_again(thing)):
            yield
            return
        if kind == "stream" and _is_pipe(getattr(thing, "transport", thing)):
            kind = "pipe"
        name = self._name(thing, kind)
        if verb == "writes" and args:
            name = show(args[0]) or ""
        if verb == "signals" and args:
            name = getattr(args[0], "name", None) or show(args[0]) or ""
        with self._deeds.doing(verb, name=name, kind=kind, line=line):
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
    def sends(self, written: Any) -> Iterator[None]:
        """A transport gets data: from the program, or what it sends by a library.

        Args:
            written: The data; None for several pieces at once.
        """
        acting, sent, line = self._steps.acting, None, None
        if acting is not None and self._deeds.doing_now is None:
            sent = sent_from(self._files)
            line = called_from(self._files, ())
        if line is not None and written is not None:
            about = {"name": show(written) or "", "kind": "stream", "line": line}
            # It calls the program's protocol, where its buffer is full.
            with self._deeds.doing("writes", covers=False, **about):
                yield
            return
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

    @contextlib.contextmanager
    def hangs_up(self, transport: Any, method: str) -> Iterator[None]:
        """A transport is closed by the program: maybe that of a request, its own one.

        Args:
            transport: The transport.
            method: `close` or `abort`.
        """
        acting = self._steps.acting
        line = None
        if acting is not None and self._deeds.doing_now is None:
            line = called_from(self._files, THROUGH)
        if line is None:
            yield
            return
        verb, kind, name = f"{method}s", "stream", ""
        if of_request(transport):
            verb, kind = "closes", "connection"
        elif method == "abort":
            kind, name = "connection", "the connection"
        with self._deeds.doing(verb, name=name, kind=kind, line=line):
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


def _is_pipe(transport: Any) -> bool:
    """Whether a stream's transport leads into a pipe, such as a child's input."""
    known = isinstance(transport, asyncio.BaseTransport)
    return known and transport.get_extra_info("pipe") is not None
