"""Every private name of CPython that this project uses, and what for.

A private name may go away with any Python. So each stands here, in `NAMES` and in
no other module: with what needs it, what breaks without it, and on which Pythons it
was seen. `tests/virtual/test_private.py` looks for each on the Python that runs it.

Methods that a class of ours overrides are in `NAMES` too: they can only be written
where the class is.
"""

import asyncio
import concurrent.futures
import threading
from asyncio import base_events, events, selector_events
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any, NamedTuple


class Name(NamedTuple):
    """A private name.

    Attributes:
        owner: Returns what has it.
        name: The name.
        use: What it is used for.
        breaks: What no longer works without it.
        seen: On which Pythons it was seen.
    """

    owner: Callable[[], Any]
    name: str
    use: str
    breaks: str
    seen: str = "3.11 to 3.15"

    def is_there(self) -> bool:
        """Whether this Python has it."""
        return hasattr(self.owner(), self.name)


@cache
def _loop() -> Any:
    """A loop, closed, for what only objects have."""
    loop = asyncio.SelectorEventLoop()
    loop.close()
    return loop


def _server() -> Any:
    return base_events.Server(_loop(), [], None, None, 0, None)  # type: ignore[arg-type]


def _datagram_transport() -> Any:
    """The class; only its objects have what they are made with."""
    transport: Any = selector_events._SelectorDatagramTransport  # type: ignore[attr-defined]
    names = transport.__init__.__code__.co_names
    return type("Made", (), dict.fromkeys(names))


NAMES = (
    Name(
        _loop,
        "_clock_resolution",
        "a timer is due when it is nearer than this, and asyncio asks the machine's"
        " clock for it",
        "timers fire too early or too late after many days of virtual time",
    ),
    Name(
        _loop,
        "_scheduled",
        "its first timer says exactly when the clock has to go on, where the"
        " selector's timeout is the difference of two floats",
        "the clock stops before a timer or behind it",
    ),
    Name(
        _loop,
        "_default_executor",
        "the loop's own pool of threads: it does not wait for those that are idle",
        "after one call in a thread, a Deadlock is waited for instead of told",
    ),
    Name(
        lambda: concurrent.futures.ThreadPoolExecutor(1),
        "_threads",
        "tells the threads of the loop's own pool from the program's",
        "after one call in a thread, a Deadlock is waited for instead of told",
    ),
    Name(
        lambda: events.Handle,
        "_source_traceback",
        "where debug mode says that a callback was scheduled",
        "in debug mode a timer seems to be set by the loop itself",
    ),
    Name(
        _server,
        "_sockets",
        "asyncio makes a server of one ready socket; one of several hosts has more",
        "a server listens at the first of its addresses only",
    ),
    Name(
        _datagram_transport,
        "_address",
        "asyncio does not know the remote address of a ready socket",
        "`sendto` without an address fails where broadcasts are allowed",
    ),
    Name(
        lambda: selector_events.BaseSelectorEventLoop,
        "_write_to_self",
        "overridden: another thread or a signal wakes the loop by it",
        "`call_soon_threadsafe` and Ctrl-C do not wake the loop",
    ),
    Name(
        lambda: selector_events.BaseSelectorEventLoop,
        "_make_self_pipe",
        "overridden: no pair of real sockets is needed",
        "the loop cannot be made",
    ),
    Name(
        lambda: selector_events.BaseSelectorEventLoop,
        "_close_self_pipe",
        "the same",
        "the loop cannot be closed",
    ),
    Name(
        lambda: base_events.BaseEventLoop,
        "_connect_sock",
        "overridden to connect in memory",
        "`create_connection` reaches the real network",
    ),
    Name(
        lambda: base_events.BaseEventLoop,
        "_make_subprocess_transport",
        "overridden to refuse child processes",
        "a program that starts one is not told that it takes real time",
    ),
)


def set_clock_resolution(loop: Any, seconds: float) -> None:
    """Set how near a loop's timer has to be to be due."""
    loop._clock_resolution = seconds


def next_timer(loop: Any) -> asyncio.TimerHandle | None:
    """The timer of a loop that is due first, None if there is none."""
    return loop._scheduled[0] if loop._scheduled else None


def pool_threads(loop: Any) -> Collection[threading.Thread]:
    """The threads of a loop's default executor."""
    return getattr(loop._default_executor, "_threads", ())


def set_server_sockets(server: Any, sockets: Iterable[Any]) -> None:
    """Let a server that does not listen yet have other sockets."""
    server._sockets[:] = sockets


def set_remote_address(transport: Any, address: Any) -> None:
    """Set where a datagram transport sends by default."""
    transport._address = address


def source_traceback(made: Any) -> list[Any]:
    """Where a task or handle was made, in debug mode; the list is its own."""
    return getattr(made, "_source_traceback", None) or []
