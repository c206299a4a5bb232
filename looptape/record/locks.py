"""Who holds which lock, as seen from what programs call."""

import asyncio
import weakref
from typing import Any

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
