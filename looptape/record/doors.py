"""Where a program comes in: what makes loops and tasks, and what they call."""

import asyncio
import contextlib
import selectors
from asyncio import events
from collections.abc import Callable, Iterator
from typing import Any

from looptape.record.causes import watched_cancels, watched_deadlines
from looptape.record.errors import Ending
from looptape.record.objects import Objects
from looptape.record.observer import Observer
from looptape.record.patch import name_as, replaced
from looptape.record.recorded_loop import EAGER, RecordedLoop
from looptape.record.recorded_task import Task
from looptape.record.watched import watched_objects
from looptape.virtual import private
from looptape.virtual.selector import VirtualSelector

# The classes that asyncio makes loops of; Windows has two.
LOOPS = tuple(
    getattr(asyncio, name)
    for name in ("SelectorEventLoop", "ProactorEventLoop")
    if hasattr(asyncio, name)
)

# asyncio logs the name of each loop's selector in debug mode.
name_as(VirtualSelector, selectors.DefaultSelector)


@contextlib.contextmanager
def recorded_loops(
    recorded: type[RecordedLoop], prepare: Callable[[Any, Any], None], ending: Ending
) -> Iterator[None]:
    """Let every door to a new event loop lead to a recorded one.

    `asyncio.run`, `Runner`, `new_event_loop`, policies and the names of the classes
    all end at the constructor of asyncio's own loop. So a loop becomes a recorded one
    there, and a class of the program's own keeps what it adds to asyncio's.

    Args:
        recorded: The class of recorded loops.
        prepare: Called with such a loop and the selector that the program gave it, in
            the place of the constructor.
        ending: Ends the run of a program whose loop cannot be recorded.
    """

    def become(loop: Any, selector: Any) -> None:
        own = type(loop)
        if own in LOOPS:
            loop.__class__ = recorded
        else:
            names = {"__module__": own.__module__, "__qualname__": own.__qualname__}
            loop.__class__ = type(own.__name__, (own, recorded), names)
            if own.time is not asyncio.BaseEventLoop.time:
                refuse(loop, f"its {own.__name__} has a clock of its own")
        if type(selector).__module__ not in {"builtins", selectors.__name__}:
            name = type(selector).__name__
            refuse(loop, f"its event loop has a selector of its own, {name}")
        prepare(loop, selector)

    def refuse(loop: Any, text: str) -> None:
        # Or it complains when it is thrown away.
        loop.close = loop.is_closed = lambda: True
        ending.refuse(text, "")

    def constructor(original: Any) -> Any:
        def __init__(self: Any, *args: Any) -> None:  # noqa: N807
            if isinstance(self, RecordedLoop):
                original(self, *args)
            else:
                become(self, args[0] if args else None)

        return __init__

    def foreign(loop: Any) -> None:
        if recorded.real:
            return  # It runs as it is; what it prints is recorded, its steps are not.
        name = type(loop).__name__
        ending.refuse(f"its {name} is not one of asyncio's event loops", "")

    with contextlib.ExitStack() as stack:
        for owner in LOOPS:
            init = constructor(owner.__init__)
            stack.enter_context(replaced(owner, "__init__", init))
        stack.enter_context(replaced(Task, "foreign", staticmethod(foreign)))
        # Pyodide's own loop counts as running, and is the current one.
        running = private.get_running_loop()
        private.set_running_loop(None)
        private.forget_policy()
        try:
            yield
        finally:
            private.set_running_loop(running)


@contextlib.contextmanager
def _told_stops() -> Iterator[None]:
    """Let recorded loops know what stops them."""
    stop = asyncio.BaseEventLoop.stop

    def stopped(loop: Any) -> None:
        if isinstance(loop, RecordedLoop):
            loop.observer.deeds.did("stops")
        stop(loop)

    with replaced(asyncio.BaseEventLoop, "stop", stopped):
        yield


@contextlib.contextmanager
def recorded_asyncio() -> Iterator[None]:
    """Let recorded loops see tasks that are made, callbacks they run, and locks."""
    run = events.Handle._run

    def _run(handle: Any) -> None:
        loop, _ = private.handle_of(handle)
        if isinstance(loop, RecordedLoop):
            loop.count_steps()
            with loop.watch(handle):
                run(handle)
        else:
            run(handle)
        # As asyncio does: an exception knows this frame, and would keep its task.
        handle = None

    def observer() -> Observer | None:
        loop = private.get_running_loop()
        return loop.observer if isinstance(loop, RecordedLoop) else None

    def around(
        noting: Callable[..., contextlib.AbstractContextManager[None]],
    ) -> Callable[..., contextlib.AbstractContextManager[None]]:
        def surrounding(*args: Any) -> contextlib.AbstractContextManager[None]:
            watching = observer()
            if watching is None:
                return contextlib.nullcontext()
            return noting(watching.objects, *args)

        return surrounding

    def acquired(lock: Any, kind: str) -> None:
        watching = observer()
        if watching is not None:
            watching.objects.acquired(lock, kind)

    with contextlib.ExitStack() as stack:
        stack.enter_context(private.no_other_tasks())
        stack.enter_context(watched_objects(around(Objects.doing), acquired))
        stack.enter_context(watched_deadlines())
        stack.enter_context(watched_cancels(observer))
        stack.enter_context(replaced(events.Handle, "_run", _run))
        stack.enter_context(_told_stops())
        for owner in (asyncio, asyncio.tasks):
            stack.enter_context(replaced(owner, "Task", Task))
            if EAGER is not None:  # Since 3.12.
                stack.enter_context(replaced(owner, "eager_task_factory", EAGER))
        yield
