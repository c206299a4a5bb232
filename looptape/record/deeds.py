"""What the running step does, in order."""

import contextlib
from collections.abc import Iterator
from typing import Any

from looptape.record.causes import FIRST
from looptape.record.frames import attribute
from looptape.record.steps import Clock, Steps
from looptape.recording import Deed, Step

# What is noted even within a deed, or a collection of garbage.
OF_OTHERS = {"prints", "loses"}


class Deeds:
    """Notes what steps do.

    A deed that is under way (`doing`) causes what is scheduled meanwhile; deeds
    within it are its own business, and not noted.

    Args:
        steps: The steps.
        noted: The steps of the recording.
        clock: Gives the time.
    """

    def __init__(self, steps: Steps, noted: list[Step], clock: Clock) -> None:
        self._steps = steps
        self._noted = noted
        self._clock = clock
        self.collecting = False

    @property
    def doing_now(self) -> int | None:
        """Index of the deed that is under way, within its step, or None."""
        return self._steps.here.deed

    def last(self) -> Deed | None:
        """The last deed of the acting step, or None."""
        acting = self._steps.acting
        deeds = () if acting is None else self._noted[acting].deeds
        return deeds[-1] if deeds else None

    def did(self, verb: str, **about: Any) -> int | None:
        """Note a deed of the acting step.

        Args:
            verb: As in `recording.Deed`.
            **about: The other fields of it.

        Returns:
            Its index within the step; None if no step acts, or within a deed or a
            collection of garbage, of which only `OF_OTHERS` are noted.
        """
        acting = self._steps.acting
        inside = self.doing_now is not None or self.collecting
        own = verb in OF_OTHERS or not inside
        if acting is None or not own or self._steps.closed:
            return None
        deeds = self._noted[acting].deeds
        line = about.pop("line", None) or self._steps.line()
        deeds.append(Deed(verb, **{"at": self._clock.now, **about}, line=line))
        return len(deeds) - 1

    @contextlib.contextmanager
    def doing(self, verb: str, covers: bool = True, **about: Any) -> Iterator[None]:
        """Note a deed that may wake others; one that fails is none.

        Args:
            verb: As in `recording.Deed`.
            covers: Whether deeds within it are its own business.
            **about: The other fields of it.
        """
        acting, index = self._steps.acting, self.did(verb, **about)
        if acting is None or index is None:
            yield
            return
        self._steps.here.deed = index if covers else None
        try:
            yield
        except BaseException:
            deeds = self._noted[acting].deeds
            if index == len(deeds) - 1:
                del deeds[index]
            raise
        finally:
            self._steps.here.deed = None

    def cause_of(self, callback: Any, lane: int | None) -> int | None:
        """The deed that causes a callback which the acting step schedules now.

        Args:
            callback: What the loop is to call.
            lane: The lane of the task that it belongs to, or None.
        """
        if self.doing_now is not None or lane is None:
            return self.doing_now
        name, kind = attribute(callback, "__name__"), type(callback).__name__
        last = self.last()
        if FIRST in (name, kind):
            made = last is not None and last.verb == "makes" and last.lanes == [lane]
            acting = self._steps.acting
            if made and acting is not None:
                return len(self._noted[acting].deeds) - 1
            return None
        return self.did("wakes", lanes=[lane])
