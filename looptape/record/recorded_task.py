"""Tasks that tell an observer of each of their steps."""

import asyncio
import functools
import sys
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any, NoReturn

from looptape.record.observer import Observer
from looptape.record.patch import name_as
from looptape.record.profiles import getprofile
from looptape.record.tracebacks import leave_out_ours, plain_frames
from looptape.virtual import private


class RecordedCoroutine(Coroutine[Any, Any, Any]):
    """Stands in for a task's coroutine and tells the observer of each step.

    It forwards what debuggers and `Task.get_stack` look at.
    """

    def __init__(self, coroutine: Any, observer: Observer, lane: int) -> None:
        self._coroutine = coroutine
        self._observer = observer
        self._lane = lane
        observer.lanes.coroutines[lane] = self

    def send(self, value: Any) -> Any:
        """Run to the next suspension."""
        coroutine, coroutines = self._coroutine, self._observer.coroutines
        try:
            return coroutines.resume(self._lane, coroutine, coroutine.send, value)
        except BaseException as error:
            leave_out_ours(error)
            raise

    def throw(self, *args: Any) -> Any:
        """Raise an exception where it is suspended."""
        coroutine, coroutines = self._coroutine, self._observer.coroutines
        try:
            return coroutines.resume(self._lane, coroutine, coroutine.throw, *args)
        except BaseException as error:
            leave_out_ours(error)
            raise
        finally:
            # An exception knows this frame, which would keep it and all it knows.
            del args

    def close(self) -> None:
        """End it without a step."""
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        """Await what it stands for."""
        return self._coroutine.__await__()  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        """Forward `cr_frame`, `cr_await`, `__qualname__` and the like."""
        return getattr(self._coroutine, name)


@functools.cache
def stand_in(name: str) -> type[RecordedCoroutine]:
    """A class for what stands in for a coroutine.

    Args:
        name: That of the coroutine's type, which asyncio shows if it has no other.
    """
    return type(name, (RecordedCoroutine,), {})


# What asyncio's own task is called where it lacks an attribute.
TASK = "_asyncio.Task"


class Removed:
    """A name that `asyncio.Task` had once, and that old programs ask its class for.

    Without it, Python would say what class of the recorder lacks it.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, task: Any, owner: type) -> NoReturn:
        kind = TASK if owner is Task else owner.__name__
        what = f"type object {kind!r}" if task is None else f"{kind!r} object"
        raise AttributeError(f"{what} has no attribute {self._name!r}")


class Task(asyncio.Task[Any]):
    """A task whose steps are noted, in the place of `asyncio.Task`.

    asyncio keeps tasks in sets, whose order follows the address in memory: eight
    siblings of a TaskGroup would be cancelled in another order in each run. So the
    hash of a recorded task is its number.
    It has asyncio's name and gives the program's own coroutine, as programs see both.

    Attributes:
        foreign: Called with the loop of a task that no recorded loop makes.
    """

    _asked = False  # While it is asked to cancel.
    _lane: int | None = None
    _number: int | None = None  # Its hash.
    foreign: Callable[[Any], None] = staticmethod(lambda loop: None)

    def __init__(self, coro: Any, *, loop: Any = None, **kwargs: Any) -> None:
        loop = loop or asyncio.get_event_loop()  # As asyncio: it need not run yet.
        self._own: Any = None
        named = kwargs.get("name") is not None
        if hasattr(loop, "recordable"):
            self._lane = loop.recordable(coro)
            self._observer: Observer = loop.observer
            lanes = self._observer.lanes
            if not named:
                # asyncio counts from the start of the interpreter.
                lanes.unnamed += 1
                kwargs["name"] = f"Task-{lanes.unnamed}"
        else:
            self.foreign(loop)
        if self._lane is None:
            super().__init__(coro, loop=loop, **kwargs)
            return
        # Not its lane: a program has the same sets with threads and without.
        if self._number is None:
            self._number = lanes.tasks
        lanes.tasks += 1
        lanes.of_task[self] = self._lane
        recorded = stand_in(type(coro).__name__)(coro, self._observer, self._lane)
        self._own = coro
        if kwargs.get("eager_start"):
            try:
                self._start_eagerly(recorded, loop=loop, **kwargs)
            except BaseException:
                del self  # The exception knows this frame, which would keep the task.
                raise
        else:
            super().__init__(recorded, loop=loop, **kwargs)
        if named:
            lanes.rename(self._lane, self.get_name())

    def _start_eagerly(self, coroutine: Any, **options: Any) -> None:
        """Begin at once, and raise what asyncio would.

        It asks for the hash while a task's `SystemExit` or `KeyboardInterrupt` is
        under way, and nothing in Python can be called then: it makes a `SystemError`
        of that, and takes away the function that watches calls.
        """
        profile = getprofile()
        try:
            super().__init__(coroutine, **options)
            return
        except SystemError as error:
            stop = error.__cause__
            if not isinstance(stop, SystemExit | KeyboardInterrupt):
                raise
        private.forget_eager(self)
        sys.setprofile(profile)
        try:
            raise stop
        finally:
            del self, stop  # As above.

    all_tasks, current_task = Removed(), Removed()

    def __getattr__(self, name: str) -> NoReturn:
        """Say that it lacks an attribute, as `asyncio.Task` does."""
        kind = TASK if type(self) is Task else type(self).__name__
        text = f"{kind!r} object has no attribute {name!r}"
        raise AttributeError(text, name=name, obj=self)

    def __hash__(self) -> int:
        if self._number is None:
            # Of no recorded loop, or not made yet: a class of the program's asks early.
            self._number = super().__hash__()
        return self._number

    def get_coro(self) -> Any:
        """The coroutine, as `asyncio.Task.get_coro` returns it."""
        return super().get_coro() if self._own is None else self._own

    def get_stack(self, *, limit: int | None = None) -> list[types.FrameType]:
        """Its frames, as `asyncio.Task.get_stack` returns them, without ours."""
        frames = plain_frames(super().get_stack())
        if limit is None:
            return frames
        # Of a traceback the first ones are wanted, of a stack the innermost ones.
        raised = self.done() and not self.cancelled() and self.exception() is not None
        return frames[:limit] if raised else frames[max(0, len(frames) - limit) :]

    def set_name(self, value: object, /) -> None:
        """Give it a name, as `asyncio.Task.set_name` does."""
        super().set_name(value)
        # 3.13 so names a task of a program's own factory that got no name.
        if self._lane is not None and value is not None:
            self._observer.lanes.rename(self._lane, self.get_name())

    def __del__(self) -> None:
        """Note that nobody held it, if it still waits."""
        lane = self._lane
        if lane is not None and not self.done():
            if self._observer.closed:
                return  # A deadlock or a limit left it: asyncio would complain of it.
            self._observer.lost(lane)
        super().__del__()

    def cancel(self, msg: Any | None = None) -> bool:
        """Ask it to cancel, as `asyncio.Task.cancel` does."""
        if self._lane is None or self.done():
            return super().cancel(msg)
        if not self._observer.closed:
            with self._observer.cancelling(self):
                return super().cancel(msg)
        # Two tasks that wait for each other would ask each other for ever, in the
        # cleanup after their deadlock.
        if self._asked:
            return True
        self._asked = True
        try:
            return super().cancel(msg)
        finally:
            self._asked = False


name_as(Task, asyncio.Task)  # The one in C.
