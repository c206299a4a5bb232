"""Who holds which lock, as seen from what programs call."""

import asyncio
import contextlib
import functools
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from looptape.record.patch import replaced
from looptape.recording import Hold


class Holds:
    """Notes who holds which lock or semaphore.

    Args:
        noted: Gets what is to be kept.
    """

    def __init__(self, noted: list[Hold]) -> None:
        self._noted = noted
        self._held: weakref.WeakKeyDictionary[Any, list[Hold]] = (
            weakref.WeakKeyDictionary()
        )

    def acquired(self, lock: Any, lane: int, step: int, name: str | None) -> None:
        """A lane got a lock; one without a name is not kept, but known of.

        Args:
            lock: The lock.
            lane: Index of the lane.
            step: Index of the step in which it got it.
            name: What the program calls the lock.
        """
        kind = "lock" if isinstance(lock, asyncio.Lock) else "semaphore"
        hold = Hold(kind, lane, name or "", step)
        self._held.setdefault(lock, []).append(hold)
        if name is not None:
            self._noted.append(hold)

    def released(self, lock: Any, lane: int | None, step: int | None) -> None:
        """A lock was given back, by the one who held it or by another.

        Args:
            lock: The lock.
            lane: Index of the lane that did it, or None.
            step: Index of the step in which it did, or None.
        """
        held = self._held.get(lock)
        if not held:
            return
        hold = next((one for one in held if one.lane == lane), held[0])
        held.remove(hold)
        hold.until = step

    def holders(self, lock: Any) -> list[int]:
        """The lanes that hold a lock."""
        return sorted({hold.lane for hold in self._held.get(lock, ())})


@contextlib.contextmanager
def watched_locks(
    acquired: Callable[[Any], None], released: Callable[[Any], None]
) -> Iterator[None]:
    """Tell of each lock that a program acquires or releases.

    The classes stay as they are, for programs that derive their own from them.

    Args:
        acquired: Called with the lock, by the one who has got it.
        released: Called with the lock, before it is given back.
    """
    with contextlib.ExitStack() as stack:
        for owner in (asyncio.Lock, asyncio.Semaphore):
            for method, watch in (
                ("acquire", _acquire(owner.acquire, acquired)),
                ("release", _release(owner.release, released)),
            ):
                stack.enter_context(replaced(owner, method, watch))
        yield


def _acquire(original: Any, acquired: Callable[[Any], None]) -> Any:
    @functools.wraps(original)
    async def acquire(self: Any) -> bool:
        result: bool = await original(self)
        acquired(self)
        return result

    return acquire


def _release(original: Any, released: Callable[[Any], None]) -> Any:
    @functools.wraps(original)
    def release(self: Any) -> None:
        # Before, as it may wake another; one that is not held is no release.
        if isinstance(self, asyncio.Semaphore) or self.locked():
            released(self)
        original(self)

    return release
