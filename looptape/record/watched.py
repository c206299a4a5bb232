"""Tells of what programs do with locks, events, queues and streams.

The classes stay as they are, for programs that derive their own from them; some of
their methods are wrapped while a program runs.
"""

import asyncio
import contextlib
import functools
from asyncio.base_subprocess import BaseSubprocessTransport
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
    (asyncio.StreamWriter, "writelines"): ("writes", "stream"),
    (asyncio.StreamWriter, "write_eof"): ("finishes", "stream"),
    (asyncio.StreamWriter, "close"): ("closes", "stream"),
    (asyncio.Server, "close"): ("closes", "server"),
    (asyncio.Server, "_start_serving"): ("starts", "server"),
    (BaseSubprocessTransport, "terminate"): ("terminates", "child"),
    (BaseSubprocessTransport, "kill"): ("kills", "child"),
    (BaseSubprocessTransport, "send_signal"): ("signals", "child"),
    # It kills a process that still runs.
    (BaseSubprocessTransport, "close"): ("kills", "child"),
}
if hasattr(asyncio.Queue, "shutdown"):  # Since 3.13.
    DEEDS[asyncio.Queue, "shutdown"] = "shuts", "queue"
if hasattr(asyncio.TaskGroup, "cancel"):  # Since 3.15.
    DEEDS[asyncio.TaskGroup, "cancel"] = "cancels", "group"
# The same of the transports that have these methods.
OF_TRANSPORTS = {
    "write": "writes",
    "writelines": "writes",
    "sendto": "writes",
    "write_eof": "finishes",
    "close": "closes",
    "abort": "aborts",
}
# What a program calls, and what itself comes by one of these methods.
THROUGH = {
    "Queue.put",
    "Queue.get",
    "Condition.notify_all",
    "Condition.wait",
    "Condition.wait_for",
    "Process.terminate",
    "Process.kill",
    "Process.send_signal",
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
# The same of what starts a server, the last ones in aiohttp.
STARTING = {
    "start_server",
    "start_unix_server",
    "BaseEventLoop.create_server",
    "_UnixSelectorEventLoop.create_unix_server",
    "Server.start_serving",
    "Server.serve_forever",
    "TCPSite.start",
    "UnixSite.start",
    "SockSite.start",
    "BaseTestServer.start_server",
}

Doing = Callable[[str, str, Any, tuple[Any, ...]], AbstractContextManager[None]]
Acquired = Callable[[Any, str], None]


@contextlib.contextmanager
def watched_objects(doing: Doing, acquired: Acquired) -> Iterator[None]:
    """Tell of each of these methods that is called.

    Args:
        doing: Called with verb, kind, object and arguments; gives what surrounds it.
        acquired: Called with a lock and its kind by the one that has got it.
    """
    with contextlib.ExitStack() as stack:
        for (owner, method), (verb, kind) in DEEDS.items():
            wrapped = _wrapped(getattr(owner, method), doing, verb, kind)
            stack.enter_context(replaced(owner, method, wrapped))
        for owner, kind in ((asyncio.Lock, "lock"), (asyncio.Semaphore, "semaphore")):
            acquire = _acquire(owner.acquire, acquired, kind)
            stack.enter_context(replaced(owner, "acquire", acquire))
        for owner in private.transports():
            for method, verb in OF_TRANSPORTS.items():
                if hasattr(owner, method):
                    original = getattr(owner, method)
                    wrapped = _wrapped(original, doing, verb, "transport")
                    stack.enter_context(replaced(owner, method, wrapped))
        yield


def _wrapped(original: Any, doing: Doing, verb: str, kind: str) -> Any:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            with doing(verb, kind, self, (*args, *kwargs.values())):
                return original(self, *args, **kwargs)
        except BaseException as error:
            leave_out_ours(error)
            raise

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
