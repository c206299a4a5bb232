"""Tells of what programs do with locks, events, queues and streams.

The classes stay as they are, for programs that derive their own from them; some of
their methods are wrapped while a program runs.
"""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from looptape.record.patch import replaced
from looptape.record.tracebacks import leave_out_ours
from looptape.virtual import private

# Method, and the deed that it is: verb and kind of the object.
DEEDS = {
    (asyncio.Event, "set"): ("sets", "event"),
    (asyncio.Event, "clear"): ("clears", "event"),
    (asyncio.Condition, "notify"): ("notifies", "condition"),
    (asyncio.Lock, "release"): ("releases", "lock"),
    (asyncio.Semaphore, "release"): ("releases", "semaphore"),
    (asyncio.Queue, "put_nowait"): ("puts", "queue"),
    (asyncio.Queue, "get_nowait"): ("gets", "queue"),
    (asyncio.Queue, "task_done"): ("finishes", "queue"),
    (asyncio.StreamWriter, "write"): ("writes", "stream"),
    (asyncio.StreamWriter, "write_eof"): ("finishes", "stream"),
    (asyncio.StreamWriter, "close"): ("closes", "stream"),
    (asyncio.Server, "close"): ("closes", "server"),
    (asyncio.subprocess.Process, "terminate"): ("terminates", "child"),
    (asyncio.subprocess.Process, "kill"): ("kills", "child"),
    (asyncio.subprocess.Process, "send_signal"): ("signals", "child"),
    (private.socket_transport(), "write_eof"): ("finishes", "stream"),
    (private.datagram_transport(), "sendto"): ("writes", "datagram"),
}
if hasattr(asyncio.Queue, "shutdown"):  # Since 3.13.
    DEEDS[asyncio.Queue, "shutdown"] = "shuts", "queue"
if hasattr(asyncio.TaskGroup, "cancel"):  # Since 3.15.
    DEEDS[asyncio.TaskGroup, "cancel"] = "cancels", "group"
# What a program calls, and what itself comes by one of these methods.
THROUGH = {
    "Queue.put",
    "Queue.get",
    "Condition.notify_all",
    "Condition.wait",
    "Condition.wait_for",
    "StreamWriter.writelines",
    "BoundedSemaphore.release",
    "_ContextManagerMixin.__aenter__",
    "_ContextManagerMixin.__aexit__",
    "BaseEventLoop.call_soon",
    "BaseEventLoop.call_later",
    "BaseEventLoop.call_at",
    "TimerHandle.cancel",
}
# The same of what notifies a barrier's own condition.
AT_BARRIER = {
    "Barrier.__aenter__",
    "Barrier.wait",
    "Barrier._release",
    "Barrier.reset",
    "Barrier.abort",
}

Doing = Callable[[str, str, Any, tuple[Any, ...]], AbstractContextManager[None]]
Acquired = Callable[[Any, str], None]
Sending = Callable[[Any], AbstractContextManager[None]]
Hanging = Callable[[Any, str], AbstractContextManager[None]]


@contextlib.contextmanager
def watched_objects(
    doing: Doing, acquired: Acquired, sending: Sending, hanging: Hanging
) -> Iterator[None]:
    """Tell of each of these methods that is called.

    Args:
        doing: Called with verb, kind, object and arguments; gives what surrounds it.
        acquired: Called with a lock and its kind by the one that has got it.
        sending: Called with what is sent, or None for several pieces; gives what
            surrounds it.
        hanging: Called with a transport that is closed, and by which method; gives what
            surrounds it.
    """
    with contextlib.ExitStack() as stack:
        for (owner, method), (verb, kind) in DEEDS.items():
            wrapped = _wrapped(getattr(owner, method), doing, verb, kind)
            stack.enter_context(replaced(owner, method, wrapped))
        for owner, kind in ((asyncio.Lock, "lock"), (asyncio.Semaphore, "semaphore")):
            acquire = _acquire(owner.acquire, acquired, kind)
            stack.enter_context(replaced(owner, "acquire", acquire))
        transport = private.socket_transport()
        # `writelines` has been more than one `write` since 3.12.
        for method in {"write", "writelines"} & vars(transport).keys():
            wrapped = _sent(getattr(transport, method), sending, method == "write")
            stack.enter_context(replaced(transport, method, wrapped))
        for method in ("close", "abort"):
            wrapped = _hung_up(getattr(transport, method), hanging)
            stack.enter_context(replaced(transport, method, wrapped))
        yield


def _wrapped(original: Any, doing: Doing, verb: str, kind: str) -> Any:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            with doing(verb, kind, self, args):
                return original(self, *args, **kwargs)
        except BaseException as error:
            leave_out_ours(error)
            raise

    return method


def _sent(original: Any, sending: Sending, whole: bool) -> Any:
    @functools.wraps(original)
    def method(self: Any, data: Any) -> Any:
        try:
            with sending(data if whole else None):
                return original(self, data)
        except BaseException as error:
            leave_out_ours(error)
            raise

    return method


def _hung_up(original: Any, hanging: Hanging) -> Any:
    @functools.wraps(original)
    def method(self: Any) -> Any:
        with hanging(self, original.__name__):
            return original(self)

    return method


def _acquire(original: Any, acquired: Acquired, kind: str) -> Any:
    @functools.wraps(original)
    async def acquire(self: Any) -> bool:
        try:
            result: bool = await original(self)
        except BaseException as error:
            leave_out_ours(error)
            raise
        acquired(self, kind)
        return result

    return acquire
