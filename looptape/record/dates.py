"""`datetime` during a virtual run.

The classes of `datetime` are written in C and cannot be changed. So others stand in
their places: derived from them, and with their names. Everything that a program makes
is of these, and every date counts as one of these, whoever made it.
"""

import contextlib
import copyreg
import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from looptape.record.patch import replaced

# What pickles a value by its class, before that is asked itself.
_reductions: dict[type, Any] = copyreg.dispatch_table


class Kind(type):
    """The type of both classes: what the real one is an instance of, they are."""

    real: type

    def __instancecheck__(cls, instance: object) -> bool:
        own = cls.__dict__.get("real")
        return (
            isinstance(instance, own) if own else type.__instancecheck__(cls, instance)
        )

    def __subclasscheck__(cls, other: type) -> bool:
        own = cls.__dict__.get("real")
        return issubclass(other, own) if own else type.__subclasscheck__(cls, other)


class Date(dt.date, metaclass=Kind):
    """Stands in for `datetime.date`."""

    real: ClassVar[type] = dt.date

    @classmethod
    def today(cls) -> Any:
        """The local date on the virtual clock."""
        return cls.fromtimestamp(_now() / 1e9)

    def __repr__(self) -> str:
        return _repr(self, super().__repr__())


class DateTime(dt.datetime, metaclass=Kind):
    """Stands in for `datetime.datetime`."""

    real: ClassVar[type] = dt.datetime

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """The date and time on the virtual clock."""
        seconds, rest = divmod(_now(), 1_000_000_000)
        return cls.fromtimestamp(seconds, tz).replace(microsecond=rest // 1000)

    @classmethod
    def today(cls) -> Any:
        """The local date and time on the virtual clock."""
        return cls.now()

    @classmethod
    def utcnow(cls) -> Any:
        """The date and time in UTC on the virtual clock, without a time zone."""
        return cls.now(dt.UTC).replace(tzinfo=None)

    def date(self) -> Any:
        """The date."""
        return Date(self.year, self.month, self.day)

    def __repr__(self) -> str:
        return _repr(self, super().__repr__())


def _repr(value: Any, text: str) -> str:
    # The real classes carry their module in their name, derived ones do not.
    return f"datetime.{text}" if type(value) in (Date, DateTime) else text


def _now() -> int:
    # A module that was imported during a run may keep the classes for good.
    return _clock[-1]() if _clock else time.time_ns()


_clock: list[Callable[[], int]] = []

for _own in (Date, DateTime):
    _own.__module__ = "datetime"
    _own.__name__ = _own.__qualname__ = _own.real.__name__
Date.min, Date.max = Date.fromordinal(1), Date(9999, 12, 31)
DateTime.min = DateTime(1, 1, 1)
DateTime.max = DateTime(9999, 12, 31, 23, 59, 59, 999999)


@contextlib.contextmanager
def virtual_calendar(now: Callable[[], int]) -> Iterator[None]:
    """Let `datetime.datetime` and `datetime.date` follow a clock.

    Args:
        now: Gives the time in ns since 1970.
    """
    _clock.append(now)
    try:
        with (
            replaced(dt, "date", Date),
            replaced(dt, "datetime", DateTime),
        ):
            # Dates that were made before are of classes that have no name now.
            for own in (Date, DateTime):
                _reductions[own.real] = _reduced
            yield
    finally:
        _clock.pop()
        if not _clock:
            for own in (Date, DateTime):
                _reductions.pop(own.real, None)


def _reduced(value: Any) -> Any:
    """How a date of the real classes is pickled: as one of those in their places."""
    _, state = value.__reduce_ex__(4)
    return (DateTime if isinstance(value, DateTime.real) else Date), state
