"""What a suspended task waits for, read from the frames it is suspended in.

asyncio does not say why a task waits.
Its library functions are well known, though (see `libraries`): a task suspended
inside `Queue.get` waits for an item. Each entry of `WAITS` describes one kind of them.
"""

import asyncio
import concurrent.futures
import math
import types
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from looptape.record import libraries
from looptape.record.frames import code_of
from looptape.record.names import the
from looptape.record.values import show
from looptape.recording import SECOND, Wait
from looptape.virtual import private

LaneOf = Callable[[Any], int | None]
Names = Callable[[Any], str | None]
Holders = Callable[[Any], list[int]]


class SuspendedTask:
    """One suspended task, as the descriptions below see it.

    Attributes:
        frames: The chain of frames, outermost first.
        future: What the task yielded to the loop: a future, or None.
        lane_of: Gives the lane of a task, or None.
        name_of: Gives the program's name for an object, or None.
        holders: Gives the lanes that hold a lock.
        now: The time, in ns.
        library: The library whose call it stands in, or empty.
        is_call: Whether a future is that of a call in a worker.
    """

    def __init__(
        self,
        frames: Sequence[types.FrameType],
        future: Any,
        lane_of: LaneOf,
        name_of: Names,
        holders: Holders,
        now: int,
        library: str,
        is_call: Callable[[Any], bool],
    ) -> None:
        self.frames = frames
        self.future = future
        self.lane_of = lane_of
        self.name_of = name_of
        self.holders = holders
        self.now = now
        self.library = library
        self.is_call = is_call

    def lanes(self, things: Iterable[Any]) -> list[int]:
        """The lanes of those of the things that are tasks."""
        lanes = {self.lane_of(thing) for thing in things}
        return sorted(lane for lane in lanes if lane is not None)

    def several(self, things: Iterable[Any], what: str = "") -> Wait:
        """A wait for some tasks, or calls in workers.

        Args:
            things: Their futures.
            what: As in `recording.Wait`.
        """
        things = list(things)
        calls = len(things) if all(map(self.is_call, things)) else 0
        return Wait("task", what, lanes=self.lanes(things), calls=calls)


def _sleep(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    delay = float(local["delay"])
    if not math.isfinite(delay):  # asyncio sleeps for ever then, or refuses it.
        return Wait("sleep")
    until = task.now + round(delay * SECOND)
    return Wait("sleep", seconds=delay, until=until)


# Which of its kind an object is that tasks wait at; others are told by their name.
WHAT = {
    asyncio.Event: "event",
    asyncio.Condition: "condition",
    asyncio.Barrier: "barrier",
    asyncio.Semaphore: "semaphore",
}


def _synchronizer(kind: str) -> Callable[[SuspendedTask, dict[str, Any]], Wait]:
    def describe(task: SuspendedTask, local: dict[str, Any]) -> Wait:
        thing = local["self"]
        known = task.name_of(thing)
        if known is None and task.library:  # It is that library's own.
            return Wait("future", name=task.library)
        name = the(known or type(thing).__name__)
        what = next((WHAT[each] for each in WHAT if isinstance(thing, each)), "")
        return Wait(kind, what, name, lanes=task.holders(thing))

    return describe


def _plain(kind: str, what: str) -> Callable[[SuspendedTask, dict[str, Any]], Wait]:
    return lambda task, local: Wait(kind, what)


def _queue(what: str) -> Callable[[SuspendedTask, dict[str, Any]], Wait]:
    def describe(task: SuspendedTask, local: dict[str, Any]) -> Wait:
        name = task.name_of(local["self"])
        if name is None and task.library:  # As above.
            return Wait("future", name=task.library)
        return Wait("queue", what, the(name or "queue"))

    return describe


def _task_group(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    if task.library:
        return Wait("future", name=task.library)
    return Wait("task", "group", lanes=task.lanes(private.group_tasks(local["self"])))


# What `asyncio.wait` waits for.
UNTIL = {
    asyncio.ALL_COMPLETED: "",
    asyncio.FIRST_COMPLETED: "first",
    asyncio.FIRST_EXCEPTION: "failure",
}


def _wait(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    what = UNTIL.get(str(local.get("return_when")), "")
    futures = local.get("fs", ())
    if what != "first":  # One of those within a `gather` is not the first one to end.
        futures = [one for each in futures for one in _within(each)]
    wait = task.several(futures, what)
    if not wait.lanes and task.library:
        return Wait("future", name=task.library)
    return wait


def _reports_to(queue: Any, task: Any) -> bool:
    return any(
        cell.cell_contents is queue
        for callback in private.callbacks(task)
        if libraries.role(code_of(callback)) == "reports"
        for cell in callback.__closure__
    )


def _as_completed(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    todo = getattr(local.get("self"), "_todo", None)
    if todo is None:  # Before 3.13: the tasks whose end goes into this queue.
        queue = local.get("done")
        todo = [one for one in asyncio.all_tasks() if _reports_to(queue, one)]
    return task.several(todo, "next")


def _request(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    # The request has the parameters that the program gives apart from the URL.
    request = local.get("req")
    url = getattr(request, "url", None)
    url = url or local.get("url") or local.get("str_or_url")
    path = getattr(url, "raw_path_qs", None) or str(url)
    method = local.get("method") or getattr(request, "method", "")
    return Wait("network", "answer", f"{method} {path}")


def _given(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    return _future(task, local["fut"])


def _future(task: SuspendedTask, future: Any) -> Wait:
    wait = task.several(_within(future))
    if wait.lanes or wait.calls or private.children(future) is not None:
        return wait
    return Wait("future", name=task.name_of(future) or task.library or "a future")


def _within(future: Any) -> list[Any]:
    """What a `gather` or `shield` waits for, also where these are in others; or it."""
    inner = _shielded(future)
    behind = [*(private.children(future) or ()), *([] if inner is None else [inner])]
    return [one for each in behind for one in _within(each)] or [future]


# Role of a library's function -> kind of wait and label.
WAITS: dict[str, Callable[[SuspendedTask, dict[str, Any]], Wait]] = {
    "request": _request,
    "message": _plain("network", "message"),
    "item": _plain("network", "message"),
    "farewell": _plain("network", "close"),
    "closed": _plain("network", "closed"),
    "answer": _plain("network", "rest"),
    "data": _plain("network", "data"),
    "connection": _plain("network", "request"),
    "worker thread": _plain("thread", "worker"),
    "child": _plain("process", "output"),
    "child's end": _plain("process", "end"),
    "child's start": _plain("process", "start"),
    "socket": _plain("network", "socket"),
    "set up": _plain("network", "set up"),
    "handshake": _plain("network", "handshake"),
    "pipe": _plain("network", "pipe"),
    "client": _plain("network", "client"),
    "receive": _plain("network", "data"),
    "given": _given,
    "connect": _plain("network", "connection"),
    "drain": _plain("network", "drain"),
    "serve": _plain("network", "serve"),
    "server's end": _plain("network", "server"),
    "as_completed": _as_completed,
    "sleep": _sleep,
    "join": _queue("join"),
    "lock": _synchronizer("lock"),
    "event": _synchronizer("event"),
    "get": _queue("get"),
    "put": _queue("put"),
    "group": _task_group,
    "wait": _wait,
}


def wrapped(future: Any) -> Any:
    """The future of a thread that `asyncio.wrap_future` wraps, or None."""
    for callback in private.callbacks(future):
        for cell in getattr(code_of(callback) and callback, "__closure__", None) or ():
            if isinstance(cell.cell_contents, concurrent.futures.Future):
                return cell.cell_contents
    return None


def _shielded(future: Any) -> Any:
    """The inner future of an `asyncio.shield`, which only a callback knows."""
    for callback in private.callbacks(future):
        # Its other callbacks know other futures, from 3.14 on the waiting task.
        if libraries.role(code_of(callback)) == "shield":
            for cell in callback.__closure__ or ():
                inner = cell.cell_contents
                if asyncio.isfuture(inner) and inner is not future:
                    return inner
    return None


def describe(task: SuspendedTask) -> Wait:
    """Say what a task waits for.

    Args:
        task: The suspended task.

    Returns:
        The wait.
    """
    if _is_foreign(task.future):  # asyncio refuses it in the next turn.
        return Wait("turn", "foreign", task.name_of(task.future) or "a future")
    known: dict[int, types.FrameType] = {}
    for frame in task.frames:
        code = frame.f_code
        place = libraries.place(code.co_filename, code.co_qualname)
        if place is not None:
            known.setdefault(place, frame)
    for place in sorted(known):
        role = libraries.INNER[place].role
        # `sleep(0)` yields nothing, as `drain` does where the connection is closing
        # and AnyIO before it looks for a thread or an item, or with a free lock.
        turns = {"sleep", "drain", "worker thread", "lock", "event", "item"}
        yields = role in turns and task.future is None
        if role in WAITS and not yields:
            local = private.local_values(known[place])
            # What is no future runs as a part of this task.
            if role != "given" or asyncio.isfuture(local["fut"]):
                return WAITS[role](task, local)
    if task.future is None:
        return Wait("turn")
    if not asyncio.isfuture(task.future):  # As above.
        return Wait("turn", "refused", show(task.future) or "")
    return _future(task, task.future)


def _is_foreign(future: Any) -> bool:
    """Whether a future belongs to another loop than the one that runs."""
    if not issubclass(type(future), asyncio.Future):
        return False
    # As asyncio does: a class of the program may have another method of that name.
    return asyncio.Future.get_loop(future) is not asyncio.get_running_loop()


# Waits whose end may be another than the one that was waited for.
OPEN = {("network", "data"), ("network", "message"), ("event", "barrier")}


def opens_connection(frames: Iterable[types.FrameType]) -> bool:
    """Whether a task stands in a request that has no connection yet.

    Args:
        frames: The chain of frames.
    """
    return any(libraries.role(frame.f_code) == "opens" for frame in frames)


def held(frames: Iterable[types.FrameType]) -> int:
    """How much of its input a task that waits for data has got and not read.

    Args:
        frames: The chain of frames.
    """
    for frame in frames:
        if libraries.role(frame.f_code) == "data":
            return private.unread(private.local_values(frame)["self"])
    return 0


def _nothing(future: Any) -> bool:
    """Whether what a socket received is nothing: the end of its input."""
    done = future is not None and future.done() and not future.cancelled()
    return bool(done and future.exception() is None and not future.result())


def came(
    frames: Iterable[types.FrameType], before: int, thrown: BaseException | None
) -> str:
    """What came at the end of such a wait, as `recording.Step` has it.

    Asked when a task wakes up, of the frames it still stands in: nothing of a program
    is held while it waits, and a reader of aiohttp has no weak references.

    Args:
        frames: The chain of frames.
        before: What `held` said when it began to wait.
        thrown: What the wait has ended with, if that is an exception.
    """
    for frame in frames:
        role = libraries.role(frame.f_code)
        if role == "data":
            reader = private.local_values(frame)["self"]
            return "end" if private.has_ended(reader, before) else ""
        if role == "message":
            if thrown is not None:  # So websockets ends it.
                return "close" if isinstance(thrown, EOFError) else ""
            return private.closes(private.local_values(frame)["self"])
        if role == "item":  # AnyIO sets it before it wakes the one that waits.
            receiver = private.local_values(frame).get("receiver")
            return "" if hasattr(receiver, "item") else "end"
        if role == "receive":
            return "end" if _nothing(private.local_values(frame).get("fut")) else ""
        if role == "release":
            raises = private.barrier_raises(private.local_values(frame)["self"])
            return "error" if raises else ""
    return ""
