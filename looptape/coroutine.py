"""A coroutine that tells of each of its steps."""

import collections.abc
from collections.abc import Generator
from typing import Any

from looptape.observer import Observer


class RecordedCoroutine(collections.abc.Coroutine[Any, Any, Any]):
    """Stands in for a task's coroutine and tells the observer of each step.

    It forwards what debuggers and `Task.get_stack` look at.
    """

    def __init__(self, coroutine: Any, observer: Observer, lane: int) -> None:
        self._coroutine = coroutine
        self._observer = observer
        self._lane = lane
        observer.coroutines[lane] = self

    def send(self, value: Any) -> Any:
        """Run to the next suspension."""
        coroutine = self._coroutine
        return self._observer.resume(self._lane, coroutine, coroutine.send, value)

    def throw(self, *args: Any) -> Any:
        """Raise an exception where it is suspended."""
        coroutine = self._coroutine
        return self._observer.resume(self._lane, coroutine, coroutine.throw, *args)

    def close(self) -> None:
        """End it without a step."""
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        """Await what it stands for."""
        return self._coroutine.__await__()  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        """Forward `cr_frame`, `cr_await`, `__qualname__` and the like."""
        return getattr(self._coroutine, name)
