"""The clocks of a recorded run, and the time functions that follow them.

During a virtual run `time.time`, `time.monotonic`, `time.perf_counter`, their
`_ns` forms and `time.sleep` follow the virtual clock, so that a blocking
`time.sleep(2)` shows as the loop standing still for 2 s.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

SECOND = 1_000_000_000
# 2026-01-01 00:00 UTC. The wall clock has to be far from `loop.time()`, or a
# script that mixes the two up would seem to work.
EPOCH = 1_767_225_600 * SECOND
# A real clock is rounded to tenths of a second: finer figures are noise.
REAL_TICK = SECOND // 10

# After its limit a run has this much longer to clean up.
GRACE = 10 * SECOND

_monotonic_ns = time.monotonic_ns


class LimitReached(BaseException):
    """The run went on for longer than its bound.

    Not an `Exception`, so that a program that catches everything ends as well.
    """


class VirtualClock:
    """A clock that moves only when it is told to.

    Attributes:
        now: Nanoseconds since the run began.
        limit: The time at which a run is ended, in ns.
    """

    def __init__(self, limit: int) -> None:
        self.now = 0
        self.limit = limit

    def advance(self, ns: int) -> None:
        """Move the clock.

        Args:
            ns: By how much, in ns.

        Raises:
            LimitReached: That would pass the limit; the clock stands at it.
        """
        if self.now + ns > self.limit:
            self.now = limit = self.limit
            self.limit += GRACE
            raise LimitReached(f"stopped at {limit / SECOND:g} s of virtual time")
        self.now += ns

    @contextlib.contextmanager
    def apart(self, start: int) -> Iterator[None]:
        """Let a simulated thread have its own time, then turn the clock back.

        Args:
            start: The time at which the thread begins, in ns.
        """
        before = self.now
        self.now = start
        try:
            yield
        finally:
            self.now = before


class RealClock:
    """The machine's clock, rounded."""

    def __init__(self) -> None:
        self._start = _monotonic_ns()

    @property
    def now(self) -> int:
        """Nanoseconds since the run began, in whole tenths of a second."""
        passed = _monotonic_ns() - self._start
        return (passed + REAL_TICK // 2) // REAL_TICK * REAL_TICK


@contextlib.contextmanager
def virtual_time(
    now: Callable[[], int], sleep: Callable[[float], None]
) -> Iterator[None]:
    """Let the functions of the `time` module follow a virtual clock.

    A module that is imported meanwhile may keep one of these functions, so each
    of them falls back to the real one after the run.

    Args:
        now: Gives the virtual time, in ns.
        sleep: Called for `time.sleep`, with its argument in seconds.
    """
    running = True

    def follow(name: str, virtual: Callable[..., object]) -> Callable[..., object]:
        real = getattr(time, name)

        def function(*args: object) -> object:
            return virtual(*args) if running else real(*args)

        function.__name__ = function.__qualname__ = name
        function.__module__ = "time"
        return function

    def checked_sleep(seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        sleep(seconds)

    functions: dict[str, Callable[..., object]] = {
        "time": lambda: (EPOCH + now()) / SECOND,
        "time_ns": lambda: EPOCH + now(),
        "monotonic": lambda: now() / SECOND,
        "monotonic_ns": now,
        "perf_counter": lambda: now() / SECOND,
        "perf_counter_ns": now,
        "sleep": checked_sleep,
    }
    real = {name: getattr(time, name) for name in functions}
    for name, function in functions.items():
        setattr(time, name, follow(name, function))
    try:
        yield
    finally:
        running = False
        for name, function in real.items():
            setattr(time, name, function)
