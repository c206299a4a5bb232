"""Logs what a program does by other means than the recorder, and in which order."""

import asyncio
import functools
import gc
import inspect
import re
import sys
import weakref
from asyncio import sslproto
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from looptape.record.recorder import record
from looptape.recording import Recording

TOOL = 3
HERE = str(Path(record.__code__.co_filename).parents[1])
ASYNCIO = str(Path(asyncio.__file__).parent)
# What a loop runs when the program has ended, as tasks of its own.
ENDS = {
    asyncio.BaseEventLoop.shutdown_asyncgens.__qualname__,
    asyncio.BaseEventLoop.shutdown_default_executor.__qualname__,
}
# What returns when a deed is done, by its code.
DONE = {
    asyncio.Event.set.__code__: "sets",
    asyncio.Event.clear.__code__: "clears",
    asyncio.Condition.notify.__code__: "notifies",
    asyncio.Barrier.abort.__code__: "aborts",
    asyncio.Lock.release.__code__: "releases",
    asyncio.Semaphore.release.__code__: "releases",
    asyncio.Lock.acquire.__code__: "takes",
    asyncio.Semaphore.acquire.__code__: "takes",
    asyncio.Queue.put_nowait.__code__: "puts",
    asyncio.Queue.get_nowait.__code__: "gets",
    asyncio.Queue.task_done.__code__: "finishes",
    asyncio.StreamWriter.write.__code__: "writes",
    asyncio.StreamWriter.writelines.__code__: "writes",
    asyncio.StreamWriter.write_eof.__code__: "ends",
    asyncio.StreamWriter.close.__code__: "closes",
    asyncio.Server.close.__code__: "closes",
}
if hasattr(asyncio.Queue, "shutdown"):  # Since 3.13.
    DONE[asyncio.Queue.shutdown.__code__] = "shuts"
# The same of transports.
SOCKETS = asyncio.selector_events
# They are told when they begin: a full buffer calls the program's protocol at once.
BEGUN = {SOCKETS._SelectorDatagramTransport.sendto.__code__: "sends"}
CLOSES = {SOCKETS._SelectorTransport.close.__code__}
for made in SOCKETS._SelectorSocketTransport, sslproto._SSLProtocolTransport:
    BEGUN |= {made.write.__code__: "writes", made.writelines.__code__: "writes"}
    DONE |= {made.write_eof.__code__: "ends", made.abort.__code__: "aborts"}
    CLOSES.add(made.close.__code__)
SERVES = asyncio.Server._start_serving.__code__
BEGUN |= {SERVES: "starts"} | dict.fromkeys(CLOSES, "closes")
# What returns when the loop has taken a callback of the program's.
SCHEDULES = {
    asyncio.BaseEventLoop.call_soon.__code__,
    asyncio.BaseEventLoop.call_later.__code__,
    asyncio.BaseEventLoop.call_at.__code__,
}
CANCEL = asyncio.Handle.cancel.__code__
CREATE = asyncio.BaseEventLoop.create_task.__code__
# A program may call the factory of eager tasks itself.
FACTORY = getattr(getattr(asyncio, "eager_task_factory", None), "__code__", None)
# By what a program's own call may come there.
DOORS = {
    "BoundedSemaphore.release",
    "_ContextManagerMixin.__aenter__",
    "_ContextManagerMixin.__aexit__",
    "Condition.notify_all",
    "Condition.wait",
    "Condition.wait_for",
    "Queue.get",
    "Queue.put",
    "TimerHandle.cancel",
}
# The same of what starts a server.
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
}
FUTURE = {"set_result": "resolves", "set_exception": "fails", "cancel": "cancels"}
# How each of them is told.
WORDS = {
    "makes": "creates",
    "calls": "calls",
    "prints": "prints",
    "cancels": "cancels",
    "sets": "sets",
    "clears": "clears",
    "notifies": "notifies",
    "releases": "releases",
    "takes": "acquires",
    "puts": "puts",
    "gets": "takes",
    "finishes": "marks",
    "shuts": "shuts",
    "resolves": "sets the result",
    "fails": "sets an exception",
    "writes": "writes",
    "sends": "sends",
    "ends": "ends its output",
    "closes": "closes",
    "schedules": "schedules",
    "aborts": "aborts",
    "starts": "sets up a server",
}
WORD = re.compile(
    r"\b(creates|acquires|calls|prints|cancels|clears|notifies|releases|takes|puts"
    r"|marks|shuts|sends|writes|ends its output|closes|schedules|sets the result"
    r"|aborts|sets up a server"
    r"|sets an exception|sets)\b"
)
WAITS_FOR_CALLS = re.compile(r"\bwaits for [a-z ]*\bcalls\b")
POOLED = re.compile(r"\bputs (?:(?!\bputs\b).)* in the pool's queue")

with suppress(ImportError):  # What a program sends by aiohttp.
    from aiohttp import ClientWebSocketResponse, web

    for kind in web.WebSocketResponse, ClientWebSocketResponse:
        for send in kind.send_str, kind.send_bytes, kind.send_json:
            DONE[send.__code__] = "sends"
    DONE[web.StreamResponse.write.__code__] = "writes"
Event = tuple[int, int, str, str]  # task, moment in ns, verb, text printed


class Judge:
    """Logs what a program does.

    Args:
        files: The names of its files.
    """

    def __init__(self, files: set[str]) -> None:
        self.files = files
        self.log: list[Event] = []
        self.inside: list[str] = []
        # Nothing of a run is kept alive: what it forgot complains at its end.
        self.tasks: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.number = 0
        self.collecting = False

    def collects(self, phase: str, info: dict[str, int]) -> None:
        """Python begins or ends to collect garbage."""
        self.collecting = phase == "start"

    def note(self, verb: str, text: str = "") -> None:
        """Log one thing, if a task does it."""
        if self.collecting and verb != "prints":
            return  # A coroutine does it that is thrown away, and not this task.
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return
        if task is None or getattr(task.get_coro(), "__qualname__", "") in ENDS:
            return
        if task not in self.tasks:
            self.tasks[task] = self.number
            self.number += 1
        now = round(task.get_loop().time() * 1e9)
        self.log.append((self.tasks[task], now, verb, text))

    def echo(self, stream: str, text: str) -> None:
        """Log what is printed."""
        if not text:
            return
        frame: Any = sys._getframe()
        while frame is not None and frame.f_code not in DONE:
            frame = frame.f_back
        # What a deed prints, such as a warning, is told after it.
        if frame is not None and self.by_program(frame.f_back):
            self.inside.append(text)
        else:
            self.note("prints", text)

    def by_program(self, frame: Any, makes: bool = False, starts: bool = False) -> bool:
        """Whether the program makes a call, itself or by a plain door of asyncio."""
        task = own_call(starts)
        while frame is not None:
            code = frame.f_code
            if code.co_filename in self.files or code is task:
                return True
            door = makes or code.co_qualname in DOORS
            known = door if code.co_filename.startswith(ASYNCIO) else False
            known = known or (starts and code.co_qualname in STARTING)
            ours = code.co_filename.startswith(HERE)
            if (
                not known
                and not ours
                and not code.co_filename.endswith("contextlib.py")
            ):
                return False
            frame = frame.f_back
        return False

    def call(self, code: Any, offset: int, function: Any, first: Any) -> Any:
        """The program calls a function."""
        # Groups cancel their tasks, a runner its main task at Ctrl-C, and `wait_for`
        # what it has no time for at all.
        cancels = code.co_filename.startswith(ASYNCIO) and (
            code.co_filename.endswith(("taskgroups.py", "runners.py"))
            or code.co_name == "_cancel_and_wait"
        )
        if code.co_filename not in self.files and not cancels:
            return sys.monitoring.DISABLE
        name = getattr(function, "__name__", "")
        owner = getattr(function, "__self__", None)
        future = first if isinstance(first, asyncio.Future) else owner
        if name in FUTURE and isinstance(future, asyncio.Future) and not future.done():
            # A task refuses to be set, and asyncio's own futures are its business.
            task = isinstance(future, asyncio.Task)
            if task if cancels else (name == "cancel" or not task):
                self.note(FUTURE[name])
        elif name == "sleep" and getattr(function, "__module__", "") == "time":
            self.note("calls")
        return None

    def is_own(self, callback: Any) -> bool:
        """Whether a callback is the program's, or one of asyncio that it hands on."""
        while isinstance(callback, functools.partial):
            callback = callback.func
        inner = getattr(callback, "__func__", callback)
        code = getattr(inner, "__code__", None) if inspect.isfunction(inner) else None
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Event):
            return callback.__name__ == "set"
        if isinstance(owner, asyncio.Queue):
            return callback.__name__ in {"put_nowait", "shutdown"}
        if isinstance(owner, asyncio.Task):
            return getattr(callback, "__name__", "") == "cancel"
        if code is not None:
            return code.co_filename in self.files
        known = isinstance(owner, asyncio.Future) and not isinstance(
            owner, asyncio.Task
        )
        return callback is print or (known and callback.__name__ in FUTURE)

    def start(self, code: Any, offset: int) -> Any:
        """A function starts."""
        if code not in {CREATE, FACTORY, CANCEL, *BEGUN}:
            return sys.monitoring.DISABLE
        frame = sys._getframe(1)
        if code in BEGUN:
            it = frame.f_locals["self"]
            over = code in CLOSES and it.is_closing()
            over = over or (code is SERVES and it.is_serving())
            if not over and self.by_program(frame.f_back, starts=code is SERVES):
                self.note(BEGUN[code])
            return None
        if code is CANCEL:
            handle = frame.f_locals["self"]
            left = (*handle._loop._ready, *handle._loop._scheduled)
            waits = not handle.cancelled() and any(one is handle for one in left)
            own = waits and self.is_own(handle._callback)
            if own and self.by_program(frame.f_back):
                self.note("cancels")
            return None
        if code is FACTORY and frame.f_back and frame.f_back.f_code is CREATE:
            return None
        made = frame.f_locals["coro"]
        inner = getattr(made, "cr_code", None)
        file = "" if inner is None else inner.co_filename
        private = file.startswith(ASYNCIO) and inner.co_name.startswith("_")
        # A step of a generator counts as a coroutine, and has no code of its own.
        own = inner or type(made).__name__ == "async_generator_asend"
        if own and not private and self.by_program(frame.f_back, makes=True):
            self.note("makes")
        return None

    def scheduled(self, frame: Any) -> None:
        """The loop has taken a callback."""
        about = frame.f_locals
        # A future that is done calls those that wait for it by itself.
        done = any(
            isinstance(one, asyncio.Future) and one.done() for one in about["args"]
        )
        own = self.is_own(about["callback"]) and not done
        if own and self.by_program(frame.f_back):
            self.note("schedules")

    def returns(self, code: Any, offset: int, value: Any) -> Any:
        """A function returns."""
        if code in SCHEDULES:
            self.scheduled(sys._getframe(1))
            return None
        if code not in DONE:
            return sys.monitoring.DISABLE
        if code is own_call() or self.by_program(sys._getframe(1).f_back):
            self.note(DONE[code])
            for text in self.inside:
                self.note("prints", text)
            self.inside.clear()
        return None


def own_call(starts: bool = False) -> Any:
    """The code of a call of asyncio that the running task itself is, or None."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return None
    code = getattr(task and task.get_coro(), "cr_code", None)
    if code is None or not code.co_filename.startswith(ASYNCIO):
        return None
    doors = DOORS | STARTING if starts else DOORS
    known = code in DONE or code.co_qualname in doors
    return code if known else None


@contextmanager
def judged(judge: Judge) -> Iterator[None]:
    monitoring = sys.monitoring
    events = monitoring.events
    monitoring.use_tool_id(TOOL, "judge")
    callbacks = {
        events.CALL: judge.call,
        events.PY_START: judge.start,
        events.PY_RETURN: judge.returns,
    }
    for event, callback in callbacks.items():
        monitoring.register_callback(TOOL, event, callback)
    monitoring.set_events(TOOL, events.CALL | events.PY_START | events.PY_RETURN)
    gc.callbacks.append(judge.collects)
    try:
        yield
    finally:
        gc.callbacks.remove(judge.collects)
        monitoring.set_events(TOOL, 0)
        monitoring.restart_events()
        monitoring.free_tool_id(TOOL)


def merged(events: list[Event]) -> list[Event]:
    """Text that is printed bit by bit, put together."""
    found: list[Event] = []
    for event in events:
        last = found[-1] if found else None
        if last and event[2] == last[2] == "prints" and event[:2] == last[:2]:
            found[-1] = (*last[:3], last[3] + event[3])
        else:
            found.append(event)
    return found


def deeds(recording: Recording) -> list[tuple[int, Event]]:
    """What the recording says that tasks did, in order, each with its step."""
    lanes: list[int] = []
    events = []
    for number, step in enumerate(recording.steps):
        if recording.lanes[step.lane].kind not in {"task", "library"}:
            continue
        for deed in step.deeds:
            kinds = {recording.lanes[lane].kind for lane in deed.lanes}
            verb = deed.verb
            if deed.kind == "stream" and verb == "finishes":
                verb = "ends"
            if deed.kind in {"message", "datagram"} and verb == "writes":
                verb = "sends"
            if verb not in WORDS:
                continue
            own = recording.lanes[step.lane].kind == "task"
            if deed.verb == "makes" and (kinds == {"library"} or not own):
                continue
            if step.lane not in lanes:
                lanes.append(step.lane)
            text = "" if deed.piece is None else recording.output[deed.piece].text
            events.append((number, (lanes.index(step.lane), deed.at, verb, text)))
    return events
