"""The clocks of a recorded run, and the time functions that follow them.

During a virtual run all that tells the time follows the virtual clock, from one
origin: the functions of `time`, `datetime` (see `dates`) and the records of
`logging`. So a blocking `time.sleep(2)` shows as the loop standing still for 2 s.

Work takes no time on this clock. A loop that reads the clock again and again, until
it shows a later time, would never end; so after many readings at one instant, time
passes with them.
"""

import contextlib
import heapq
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple, NoReturn

from looptape.record.dates import virtual_calendar
from looptape.record.patch import replaced
from looptape.recording import SECOND
from looptape.virtual import private

# 2026-01-01 00:00 UTC. The wall clock has to be far from `loop.time()`, or a
# script that mixes the two up would seem to work.
EPOCH = 1_767_225_600 * SECOND
# A real clock is rounded to tenths of a second: finer figures are noise.
REAL_TICK = SECOND // 10

# After its limit a run has this much longer to clean up.
GRACE = 10 * SECOND

# As many readings of the clock at one instant are free. After them, each takes 10 us.
FREE_READINGS = 10_000
READINGS = 1_000  # that are counted together
READING_NS = 10_000

_monotonic_ns = time.monotonic_ns


class VirtualClock:
    """A clock that moves only when it is told to.

    Args:
        limit: The time at which a run is ended, in ns.
        stop: Called with that limit in words, once it is met; it raises.

    Attributes:
        now: Nanoseconds since the run began.
        limit: As above; later after a run has met it, for its cleanup.
    """

    def __init__(self, limit: int, stop: Callable[[str], NoReturn]) -> None:
        self.now = 0
        self._stop = stop
        self.limit = self._usual = limit
        self._readings = 0
        self._read_at = 0
        self._alarms: list[tuple[int, int, Callable[[], object]]] = []
        self._numbers = itertools.count()
        self._apart = False

    def read(self, passed: Callable[[int], None]) -> int:
        """The time, for a program that asks for it.

        Args:
            passed: Called with the time before, where a reading takes time itself.

        Returns:
            Nanoseconds since the run began.

        Raises:
            LimitReached: As of `advance`.
        """
        if self._read_at != self.now:
            self._read_at, self._readings = self.now, 0
        self._readings += 1
        if self._readings >= FREE_READINGS:
            before = self.now
            self.advance(READINGS * READING_NS)
            # The next readings are not free: it is the same loop.
            self._read_at, self._readings = self.now, FREE_READINGS - READINGS
            passed(before)
        return self.now

    def advance(self, ns: int) -> None:
        """Move the clock.

        Args:
            ns: By how much, in ns.

        Raises:
            LimitReached: That would pass the limit; the clock stands at it.
        """
        if self.now + ns > self.limit:
            self.now = self.limit
            self.limit = self._usual + GRACE
            usual = self._usual / SECOND
            self._stop(f"stopped at {usual:g} s of virtual time")
        until = self.now + ns
        while self._alarms and self._alarms[0][0] <= until and not self._apart:
            at, _, function = heapq.heappop(self._alarms)
            self.now = max(self.now, at)
            function()
        self.now = max(self.now, until)

    def alarm(self, at: int, function: Callable[[], object]) -> None:
        """Call a function as soon as the clock shows a time.

        Args:
            at: The time, in ns, which is still to come.
            function: The function.
        """
        heapq.heappush(self._alarms, (at, next(self._numbers), function))

    @property
    def next_alarm(self) -> int | None:
        """When the next function is called, in ns, or None."""
        return self._alarms[0][0] if self._alarms else None

    def ring(self) -> None:
        """Let time pass until no alarm is left.

        Raises:
            LimitReached: As of `advance`.
        """
        while (at := self.next_alarm) is not None:
            self.advance(max(0, at - self.now))

    @contextlib.contextmanager
    def apart(self, start: int) -> Iterator[None]:
        """Let a simulated thread have its own time, then turn the clock back.

        Args:
            start: The time at which the thread begins, in ns.
        """
        before = self.now, self._apart
        self.now, self._apart = start, True
        try:
            yield
        finally:
            self.now, self._apart = before


class RealClock:
    """The machine's clock, rounded."""

    def __init__(self) -> None:
        self._start = _monotonic_ns()

    @property
    def now(self) -> int:
        """Nanoseconds since the run began, in whole tenths of a second."""
        passed = _monotonic_ns() - self._start
        return (passed + REAL_TICK // 2) // REAL_TICK * REAL_TICK


class Source(NamedTuple):
    """Where the functions below take the time from during a virtual run.

    Attributes:
        now: Gives the virtual time, in ns.
        sleep: Called for `time.sleep`, with its argument in seconds.
    """

    now: Callable[[], int]
    sleep: Callable[[float], None]


_source: Source | None = None


def _sleep(source: Source, seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    source.sleep(seconds)


def _broken_down(name: str) -> Callable[..., object]:
    """A function that takes seconds since 1970, or the time that it is."""
    real = getattr(time, name)

    def function(source: Source, seconds: float | None = None) -> object:
        return real((EPOCH + source.now()) / SECOND if seconds is None else seconds)

    return function


def _text(name: str, least: int) -> Callable[..., object]:
    """A function whose last argument is a broken-down time, or the time that it is.

    Args:
        name: Its name.
        least: The number of arguments before.
    """
    real = getattr(time, name)

    def function(source: Source, *args: object) -> object:
        if len(args) == least:
            args = (*args, _localtime((EPOCH + source.now()) / SECOND))
        return real(*args)

    return function


_localtime = time.localtime
VIRTUAL: dict[str, Callable[..., object]] = {
    "time": lambda source: (EPOCH + source.now()) / SECOND,
    "time_ns": lambda source: EPOCH + source.now(),
    "monotonic": lambda source: source.now() / SECOND,
    "monotonic_ns": lambda source: source.now(),
    "perf_counter": lambda source: source.now() / SECOND,
    "perf_counter_ns": lambda source: source.now(),
    "sleep": _sleep,
    "localtime": _broken_down("localtime"),
    "gmtime": _broken_down("gmtime"),
    "ctime": _broken_down("ctime"),
    "asctime": _text("asctime", 0),
    "strftime": _text("strftime", 1),
}
# The same functions under other names: `timeit` keeps one.
KEPT = {("timeit", "default_timer"): "perf_counter"}


def _follower(name: str) -> Callable[..., object]:
    """A function of the `time` module that follows the virtual clock, if there is one.

    A module that is imported during a run may keep it for good.
    """
    real = getattr(time, name)

    def function(*args: object) -> object:
        return real(*args) if _source is None else VIRTUAL[name](_source, *args)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "time"
    return function


FOLLOWERS = {name: _follower(name) for name in VIRTUAL}


@contextlib.contextmanager
def virtual_time(
    now: Callable[[], int], sleep: Callable[[float], None]
) -> Iterator[None]:
    """Let the functions of the `time` module follow a virtual clock.

    Args:
        now: Gives the virtual time, in ns.
        sleep: Called for `time.sleep`, with its argument in seconds.
    """
    global _source  # noqa: PLW0603, the functions belong to the whole process
    before, _source = _source, Source(now, sleep)
    try:
        with contextlib.ExitStack() as stack:
            for name, function in FOLLOWERS.items():
                stack.enter_context(replaced(time, name, function))
            for (module, name), source in KEPT.items():
                if module in sys.modules:
                    owner = sys.modules[module]
                    stack.enter_context(replaced(owner, name, FOLLOWERS[source]))
            stack.enter_context(virtual_calendar(lambda: EPOCH + now()))
            stack.enter_context(private.log_start(EPOCH + now()))
            yield
    finally:
        _source = before
