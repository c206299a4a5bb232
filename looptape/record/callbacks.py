"""What a program hands to the loop to be called, and what each call is caused by."""

import asyncio
import contextlib
import math
from collections.abc import Iterator
from typing import Any

from looptape.record.causes import (
    KINDS,
    Cause,
    is_deadline,
    is_of_task,
    own_callback,
    timeout_of,
)
from looptape.record.deeds import Deeds
from looptape.record.frames import (
    attribute,
    called_from,
    method_that_raised,
    raised_at,
)
from looptape.record.lanes import Lanes
from looptape.record.steps import Clock, Steps
from looptape.record.values import show
from looptape.record.watched import THROUGH
from looptape.recording import SECOND, Deed, Recording
from looptape.virtual import private


class Callbacks:
    """Notes them in a recording.

    Args:
        clock: Gives the time.
        recording: Has the steps that were noted so far, and the program's files.
        steps: Which step runs.
        deeds: What it does.
        lanes: The rows of the timeline.
    """

    def __init__(
        self,
        clock: Clock,
        recording: Recording,
        steps: Steps,
        deeds: Deeds,
        lanes: Lanes,
    ) -> None:
        self._clock = clock
        self._recording = recording
        self._steps = steps
        self._deeds = deeds
        self._lanes = lanes
        self._files = recording.programs

    def cause(self, callback: Any, kind: str = "step") -> Cause:
        """What a callback that is scheduled now will be caused by.

        Args:
            callback: The function that the loop is to call.
            kind: `timer` for one that waits for the clock.
        """
        cause = self._cause(callback, kind)
        if self._steps.acting is not None and not self._steps.closed:
            task = attribute(callback, "__self__")
            lane = None
            if issubclass(type(task), asyncio.Task):
                lane = self._lanes.of(task)
            cause.deed = self._deeds.cause_of(callback, lane)
        return cause

    def _cause(self, callback: Any, kind: str) -> Cause:
        """The same without the deed of the acting step."""
        steps = self._steps
        kind = KINDS.get(attribute(callback, "__module__") or "", kind)
        timeout = timeout_of(callback)
        if timeout is not None:  # One that is over already has no timer.
            kind = "timer"
        step, deed = steps.acting, None
        if step is None and steps.handle is not None:
            step, deed = steps.handle.step, steps.handle.deed
            if kind == "step":
                kind = steps.handle.kind
        elif step is None and kind == "step":
            kind = "start"
        text = None if steps.closed else self._own(callback)
        cause = Cause(kind, step, self._clock.now, text, deed)
        cause.deadline = timeout is not None and is_deadline(timeout)
        cause.of_task = is_of_task(callback)
        return cause

    def _own(self, callback: Any) -> str | None:
        return own_callback(callback, self._files, self._steps.name_of)

    def unscheduled(self, callback: Any) -> Cause:
        """What a callback is caused by that was never scheduled, but comes of itself.

        Args:
            callback: The function that the loop calls.
        """
        label = None if self._steps.closed else self._own(callback)
        return Cause("network", None, self._clock.now, label)

    @contextlib.contextmanager
    def scheduling(self, callback: Any, after: float | None = None) -> Iterator[None]:
        """The program hands a callback to the loop, which may refuse it.

        Args:
            callback: The function.
            after: When it is due, in s from now; None for the next turn.
        """
        acts = not self._steps.closed and self._steps.acting is not None
        name = self._own(callback) if acts else None
        line = called_from(self._files, THROUGH) if name else None
        if name is None or line is None:
            yield
            return
        timed = after is not None and math.isfinite(after)
        until = self._clock.now + round(after * SECOND) if after and timed else None
        with self._deeds.doing("schedules", name=name, until=until, line=line):
            yield

    def cancels_call(self, handle: asyncio.Handle) -> None:
        """Note that the program cancels a callback that it has scheduled.

        Args:
            handle: The callback's; one that has run or is cancelled has none.
        """
        if self._steps.closed or self._steps.acting is None:
            return
        name = self._own(private.callback_of(handle))
        line = called_from(self._files, THROUGH) if name else None
        if line is not None and private.is_pending(handle):
            self._deeds.did("cancels", name=name, kind="call", line=line)

    def callback_failed(self, context: dict[str, Any]) -> None:
        """Note that the callback which the loop calls now has raised an exception.

        Args:
            context: What the loop's exception handler is to be called with.
        """
        acting, error = self._steps.acting, context.get("exception")
        if error is None or self._steps.closed:
            return
        lines = raised_at(error, self._files)
        line = lines[-1] if lines else None
        if acting is None and line is not None:
            # A method of a protocol has returned to its transport.
            step = self._recording.steps[-1]
            if step.call == method_that_raised(error, self._files):
                step.deeds.append(
                    Deed("raises", show(error) or "", at=self._clock.now, line=line)
                )
        elif acting is None or "handle" not in context:
            return
        elif self._recording.steps[acting].call is not None:
            self._deeds.did("raises", name=show(error), line=line)
