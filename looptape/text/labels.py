"""Waits and blocking calls as labels, and as clauses of a sentence.

The recorder's report of a deadlock, the picture and the sentences share these words.
"""

from collections.abc import Callable

from looptape.recording import Deed, Wait
from looptape.text.words import numeral

# How the name of a task begins that closes a generator, before the generator's.
CLEANUP = "cleanup of "

# Gives the names of lanes, such as `A, B and C`.
Names = Callable[[list[int]], str]

# What a task waits for whose wait has no object of its own.
OBJECTS = {
    ("task", "group"): "the TaskGroup",
    ("task", "first"): "the first task to finish",
    ("task", "next"): "the next task to finish",
    ("queue", "get"): "an item",
    ("queue", "put"): "room in the queue",
    ("network", "connection"): "a connection to open",
    ("network", "socket"): "the socket to open",
    ("network", "set up"): "the connection to be set up",
    ("network", "handshake"): "the TLS handshake",
    ("network", "pipe"): "the pipe to open",
    ("network", "client"): "a client to connect",
    ("network", "data"): "data",
    ("network", "request"): "a request",
    ("network", "message"): "a message",
    ("network", "rest"): "the rest of the response",
    ("network", "close"): "the other side to close the connection",
    ("thread", "worker"): "a worker thread",
    ("process", "start"): "the child process to start",
    ("process", "end"): "the child process to exit",
    ("process", "output"): "the output and exit of the child process",
}
# The same of what waits for calls in workers.
CALLS = {
    "first": "the first call to finish",
    "next": "the next call to finish",
}
# Waits that are told in other words than `waits for …`.
CLAUSES = {
    ("task", "failure"): "waits until all tasks are done or one raises",
    ("queue", "join"): "waits until all items are done",
    ("network", "drain"): "waits until the buffer has room",
    ("network", "closed"): "waits until the connection is closed",
    ("network", "server"): "waits until the server is closed",
    ("network", "serve"): "serves until it is cancelled",
    ("turn", ""): "waits for its turn",
    ("turn", "refused"): "waits for its turn",
    ("turn", "foreign"): "waits for its turn",
}
# Labels that are shorter than the clause, for the little room of a picture.
SHORT = {
    ("queue", "get"): "get",
    ("queue", "put"): "put",
    ("queue", "join"): "join",
    ("network", "drain"): "drain",
}


# What a task of a library does for the one that waits for it, by its function: as
# the object of `waits for …`, and once it is done. Lanes have another library's
# function of that name with its module.
LIBRARY = {
    "_create_server_getaddrinfo": (
        "the address of its server",
        "the address of its server is known",
    ),
    "write_bytes": ("its request to be sent", "its request has been sent"),
    "_wait_for_close": ("its connections to close", "its connections are closed"),
    "shutdown": (
        "the connections of its server to close",
        "the connections of its server are closed",
    ),
}

# Whose functions these are, for a task of a library that is shown.
OWNERS = dict.fromkeys(LIBRARY, "aiohttp") | {"_create_server_getaddrinfo": "asyncio"}


def of_library(call: str) -> tuple[str, str]:
    """What a task of a library is waited for, and that it is done.

    Args:
        call: The call that made it, as a lane has it.
    """
    known = LIBRARY.get(call.partition("(")[0])
    return known or ("a library's task", "a library's task is done")


def plain_call(call: str) -> str:
    """A call in words, without arguments that only Python's `repr` has words for.

    Args:
        call: Such as `read(path)`, or `run(<function main at …>)`.
    """
    return call.partition("(")[0] + "()" if "<" in call else call


def awaited(wait: Wait, names: Names) -> str | None:
    """What a task waits for, such as `A and B` or `the response to GET /1`.

    Args:
        wait: The wait.
        names: Gives the names of lanes.

    Returns:
        The object of `waits for …`, or None for a wait that has none.
    """
    key = wait.kind, wait.what
    if wait.calls and wait.what in CALLS:
        return CALLS[wait.what]
    if wait.calls and not wait.what:
        return "a call" if wait.calls == 1 else f"{numeral(wait.calls)} calls"
    if key in OBJECTS:
        return OBJECTS[key]
    if key in CLAUSES or wait.kind == "sleep":
        return None
    if key == ("network", "answer"):
        return f"the response to {wait.name}"
    if wait.kind == "task":
        return names(wait.lanes) if wait.lanes else "a future"
    return plain_call(wait.name) or "a future"


def clause(wait: Wait, names: Names) -> str:
    """What a waiting task does: `waits for A and B`, `sleeps for 2 s`."""
    if wait.calls and wait.what == "failure":
        return "waits until all calls are done or one raises"
    if wait.kind == "sleep":
        long = "ever" if wait.seconds is None else f" {wait.seconds:g} s"
        return f"sleeps for{long}"
    what = awaited(wait, names)
    return CLAUSES[wait.kind, wait.what] if what is None else f"waits for {what}"


def label(wait: Wait, names: Names) -> str:
    """The same for a picture, as short as it can be: `sleep 2`, `get`."""
    if wait.kind == "sleep":
        long = "inf" if wait.seconds is None else f"{wait.seconds:g}"
        return wait.name or f"sleep {long}"
    return SHORT.get((wait.kind, wait.what)) or clause(wait, names)


def labels(wait: Wait, names: Names, count: int) -> list[str]:
    """The label of a wait and its shorter forms, the longest first.

    Args:
        wait: The wait.
        names: Gives the names of lanes.
        count: How many names it gives for those that are waited for.
    """
    text = label(wait, names)
    found = [text]
    if wait.kind == "lock" and wait.lanes:
        found.insert(0, f"{text}, held by {names(wait.lanes)}")
    whom = text.removeprefix("waits for ")
    if wait.kind == "sleep" or whom == text:
        return found
    if (wait.kind, wait.what) == ("network", "answer"):
        return [*found, wait.name, end_of_path(wait.name)]
    if wait.kind == "task" and (wait.kind, wait.what) not in OBJECTS and count > 2:
        # The first name alone would say that the others do not matter.
        whom = f"{count} tasks"
        found.append(f"waits for {whom}")
    return [*found, whom]


def end_of_path(request: str) -> str:
    """The end of a request's path, such as `2` of `GET /photos/2`.

    Args:
        request: The request; all of it is returned if its path has no end.
    """
    return request.rpartition("/")[2] or request


def object_of(wait: Wait) -> str:
    """What a wait for a lock, an event or a queue is for: `gate`, `an item`."""
    return OBJECTS.get((wait.kind, wait.what)) or wait.name


def held_up(deed: Deed) -> str:
    """What holds the loop up, such as `time.sleep(2)` or `GET /1`."""
    return f"reading {deed.name}" if deed.verb == "reads" else deed.name
