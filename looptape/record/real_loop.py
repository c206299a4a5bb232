"""The recorded loop on the machine's clock, with its sockets and child processes."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Executor
from inspect import iscoroutinefunction
from typing import Any

from looptape.record.calls import label
from looptape.record.errors import Ending
from looptape.record.observer import Observer
from looptape.record.patch import name_as
from looptape.record.recorded_loop import RecordedLoop
from looptape.recording import Bar, Wait


# Overrides as in `recorded_loop`, where it is said why their check is switched off.
class RealRecordedLoop(RecordedLoop, asyncio.SelectorEventLoop):
    """A recorded loop on the machine's clock.

    Args:
        observer: Is told what happens.
        ending: Ends the run.
        selector: Waits for sockets; by default the system's best.
    """

    real = True

    def __init__(self, observer: Observer, ending: Ending, selector: Any) -> None:
        self.observe(observer, ending)
        super().__init__(selector)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Schedule a callback, noting after how long it should come."""
        handle = super().call_at(when, callback, *args, context=context)
        self._causes[id(handle)][1].delay = round(when - self.time(), 2)
        return handle

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """Run a function in a real thread or process, noting how long it takes."""
        text = label(func, args)
        # By its name, as its module starts the machinery of processes.
        processes = type(executor).__name__ == "ProcessPoolExecutor"
        kind = "process" if processes else "thread"
        observer = self.observer
        lane, start = observer.add_lane(kind, kind, text), observer.clock.now
        bars: list[Bar] = []

        def ended(future: Any) -> None:
            bars.append(observer.bar(lane, start, observer.clock.now, text))

        def work(*args: Any) -> Any:
            try:
                with observer.steps.real_thread(lane):
                    return func(*args)
            finally:
                # Its future was cancelled, and the thread worked on.
                if bars and not observer.closed:
                    bars[0].until = observer.clock.now

        # What goes to a process is pickled, and in debug mode asyncio refuses a
        # coroutine function.
        plain = processes or (self.get_debug() and iscoroutinefunction(func))
        future = super().run_in_executor(executor, func if plain else work, *args)
        observer.hands(text, kind, [lane])
        observer.lanes.known[future] = Wait("thread", name=text, lanes=[lane])
        future.add_done_callback(ended)
        return future

    async def subprocess_exec(
        self, protocol_factory: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Start a child process, noting how long it lives."""
        factory = self._child(protocol_factory)
        return await super().subprocess_exec(factory, *args, **kwargs)

    async def subprocess_shell(
        self, protocol_factory: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Start a shell, noting how long it lives."""
        factory = self._child(protocol_factory)
        return await super().subprocess_shell(factory, *args, **kwargs)

    def _child(self, protocol_factory: Any) -> Any:
        """Add a lane for a child process, whose protocol is told of its end."""
        observer, start = self.observer, self.observer.clock.now
        lane = observer.add_lane("process", "child", "")

        def factory() -> Any:
            protocol = protocol_factory()
            exited = protocol.process_exited

            def process_exited() -> None:
                observer.bar(lane, start, observer.clock.now, "runs")
                exited()

            # One with slots, as asyncio's own that does nothing, takes no other.
            with contextlib.suppress(AttributeError):
                protocol.process_exited = process_exited
            return protocol

        return factory


name_as(RealRecordedLoop, asyncio.SelectorEventLoop)
