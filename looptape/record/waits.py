"""What a suspended task waits for, read from the frames it is suspended in.

asyncio does not say why a task waits.
Its library functions are well known, though: a task suspended inside
`Queue.get` waits for an item.
Each entry of `KNOWN` describes one such function; the first that matches a frame
of the chain wins, so the entries of wide meaning come first.
"""

import asyncio
import types
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from looptape.record.names import the
from looptape.recording import SECOND, Wait

# What asyncio calls for each task of `as_completed`, before Python 3.13.
REPORT = "as_completed.<locals>._on_completion"

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
    """

    def __init__(
        self,
        frames: Sequence[types.FrameType],
        future: Any,
        lane_of: LaneOf,
        name_of: Names,
        holders: Holders,
        now: int,
    ) -> None:
        self.frames = frames
        self.future = future
        self.lane_of = lane_of
        self.name_of = name_of
        self.holders = holders
        self.now = now

    def lanes(self, things: Iterable[Any]) -> list[int]:
        """The lanes of those of the things that are tasks."""
        lanes = {self.lane_of(thing) for thing in things}
        return sorted(lane for lane in lanes if lane is not None)


def _sleep(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    delay = float(local["delay"])
    until = task.now + round(delay * SECOND)
    return Wait("sleep", f"sleep {delay:g}", until=until)


def _synchronizer(kind: str) -> Callable[[SuspendedTask, dict[str, Any]], Wait]:
    def describe(task: SuspendedTask, local: dict[str, Any]) -> Wait:
        thing = local["self"]
        name = task.name_of(thing) or type(thing).__name__
        return Wait(kind, f"waits for {the(name)}", task.holders(thing))

    return describe


def _plain(kind: str, text: str) -> Callable[[SuspendedTask, dict[str, Any]], Wait]:
    return lambda task, local: Wait(kind, text)


def _task_group(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    lanes = task.lanes(local["self"]._tasks)
    return Wait("task", "waits for the TaskGroup", lanes)


def _wait(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    every = local.get("return_when") == asyncio.ALL_COMPLETED
    text = "" if every else "waits for the first one"
    return Wait("task", text, task.lanes(local.get("fs", ())))


def _reports_to(queue: Any, task: Any) -> bool:
    return any(
        cell.cell_contents is queue
        for callback, _ in task._callbacks or ()
        if getattr(callback, "__qualname__", "") == REPORT
        for cell in callback.__closure__
    )


def _as_completed(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    todo = getattr(local.get("self"), "_todo", None)
    if todo is None:  # Before 3.13: the tasks whose end goes into this queue.
        queue = local.get("done")
        todo = [one for one in asyncio.all_tasks() if _reports_to(queue, one)]
    return Wait("task", "waits for the next one", task.lanes(todo))


def _request(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    url = local.get("url") or local.get("str_or_url")
    path = getattr(url, "path_qs", None) or str(url)
    return Wait("network", f"waits for the answer to {local['method']} {path}")


def _connect(task: SuspendedTask, local: dict[str, Any]) -> Wait:
    return Wait("network", "waits for the connection")


# (end of the code's file name, its qualified name) -> kind of wait and label.
KNOWN: dict[tuple[str, str], Callable[[SuspendedTask, dict[str, Any]], Wait]] = {
    ("aiohttp/client.py", "ClientSession._request"): _request,
    ("aiohttp/client_ws.py", "ClientWebSocketResponse.receive"): _plain(
        "network", "waits for a message"
    ),
    ("aiohttp/web_ws.py", "WebSocketResponse.receive"): _plain(
        "network", "waits for a message"
    ),
    ("aiohttp/client_ws.py", "ClientWebSocketResponse.close"): _plain(
        "network", "waits for the other side to close"
    ),
    ("aiohttp/web_ws.py", "WebSocketResponse.close"): _plain(
        "network", "waits for the other side to close"
    ),
    ("aiohttp/connector.py", "_wait_for_close"): _plain(
        "network", "waits until it is closed"
    ),
    ("aiohttp/client_reqrep.py", "ClientResponse.read"): _plain(
        "network", "waits for the rest of the answer"
    ),
    ("aiohttp/streams.py", "StreamReader._wait"): _plain("network", "waits for data"),
    ("aiohttp/web_protocol.py", "RequestHandler.start"): _plain(
        "network", "waits for a request"
    ),
    ("asyncio/subprocess.py", "Process.communicate"): _plain(
        "process", "waits for the child's output and end"
    ),
    ("asyncio/subprocess.py", "Process.wait"): _plain(
        "process", "waits for the child's end"
    ),
    ("asyncio/subprocess.py", "create_subprocess_exec"): _plain(
        "process", "starts a child process"
    ),
    ("asyncio/base_events.py", "BaseEventLoop.create_datagram_endpoint"): _plain(
        "network", "waits for the socket"
    ),
    ("asyncio/streams.py", "open_connection"): _connect,
    ("asyncio/streams.py", "StreamWriter.drain"): _plain("network", "drain"),
    ("asyncio/streams.py", "StreamWriter.wait_closed"): _plain(
        "network", "waits until it is closed"
    ),
    ("asyncio/streams.py", "StreamReader._wait_for_data"): _plain(
        "network", "waits for data"
    ),
    ("asyncio/selector_events.py", "BaseSelectorEventLoop._accept_connection2"): (
        _connect
    ),
    ("asyncio/base_events.py", "Server.serve_forever"): _plain(
        "network", "serves for ever"
    ),
    ("asyncio/base_events.py", "Server.wait_closed"): _plain(
        "network", "waits until the server is closed"
    ),
    ("asyncio/tasks.py", "as_completed.<locals>._wait_for_one"): _as_completed,
    ("asyncio/tasks.py", "_AsCompletedIterator._wait_for_one"): _as_completed,
    ("asyncio/tasks.py", "sleep"): _sleep,
    # Waits for an event of the queue's own.
    ("asyncio/queues.py", "Queue.join"): _plain("queue", "join"),
    ("asyncio/locks.py", "Barrier.wait"): _synchronizer("event"),
    # Before the condition, which takes its lock again when it was notified.
    ("asyncio/locks.py", "Lock.acquire"): _synchronizer("lock"),
    ("asyncio/locks.py", "Semaphore.acquire"): _synchronizer("lock"),
    ("asyncio/locks.py", "Condition.wait"): _synchronizer("event"),
    ("asyncio/locks.py", "Event.wait"): _synchronizer("event"),
    ("asyncio/queues.py", "Queue.get"): _plain("queue", "get"),
    ("asyncio/queues.py", "Queue.put"): _plain("queue", "put"),
    ("asyncio/taskgroups.py", "TaskGroup.__aexit__"): _task_group,
    ("asyncio/tasks.py", "_wait"): _wait,
}


def _shielded(future: Any) -> Any:
    """The inner future of an `asyncio.shield`, which only a callback knows."""
    for callback, _ in getattr(future, "_callbacks", None) or ():
        # Its other callbacks know other futures, from 3.14 on the waiting task.
        if getattr(callback, "__name__", "") == "_outer_done_callback":
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
        The wait; its text is empty where the names of `lanes` say all, because
        names are known only when the run is over.
    """
    for (file, function), entry in KNOWN.items():
        for frame in task.frames:
            code = frame.f_code
            if code.co_qualname == function and code.co_filename.endswith(file):
                if entry is _sleep and task.future is None:
                    break
                return entry(task, frame.f_locals)
    if task.future is None:
        return Wait("turn", "waits its turn")
    children = getattr(task.future, "_children", None)  # asyncio.gather
    if children is not None:
        return Wait("task", "", task.lanes(children))
    lanes = task.lanes([task.future, _shielded(task.future)])
    if lanes:
        return Wait("task", "", lanes)
    return Wait("future", f"waits for {task.name_of(task.future) or 'a future'}")
