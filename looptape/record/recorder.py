"""Run one script and keep what happened as a `Recording`."""

import asyncio
import contextlib
import contextvars
import gc
import io
import logging
import os
import sys
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn, TextIO

from looptape.record.clock import RealClock, VirtualClock
from looptape.record.doors import recorded_asyncio, recorded_loops
from looptape.record.errors import Ending, Exited
from looptape.record.limits import Limits
from looptape.record.observer import Observer
from looptape.record.patch import replaced
from looptape.record.pools import simulated_pools
from looptape.record.real_loop import RealRecordedLoop
from looptape.record.recorded_loop import RecordedLoop
from looptape.record.run import Run, execute
from looptape.record.state import forget_hidden, kept_state
from looptape.record.threads import Threads
from looptape.record.tracebacks import (
    OwnFormatter,
    Tracebacks,
    hidden_recorder,
)
from looptape.record.virtual_loop import VirtualRecordedLoop
from looptape.record.workers import Pools, Workers
from looptape.record.world import (
    join_watchers,
    own_threads,
    streams,
    virtual_world,
    watched_calls,
)
from looptape.recording import Recording
from looptape.script import Script
from looptape.virtual import private

LIMITS = Limits()


class Parked(BaseException):
    """Carries a companion's coroutine out of its `asyncio.run`."""

    def __init__(self, coroutine: Any) -> None:
        self.coroutine = coroutine


def record(
    script: Script,
    *,
    clock: str | None = None,
    arguments: Sequence[str] | None = None,
    limits: Limits = LIMITS,
    echo: Callable[[str, str], None] = lambda stream, text: None,
    stdin: TextIO | None = None,
    stuck: Callable[[Recording], NoReturn] | None = None,
) -> Recording:
    """Run a script and note its output and which task ran when.

    The interpreter should have been started with `PYTHONHASHSEED=0`, as sets of
    strings have another order in each run otherwise.

    Args:
        script: The program.
        clock: `virtual` or `real`, instead of what the script says.
        arguments: Command line arguments, instead of what the script says.
        limits: How long a program may go on.
        echo: Called with `out` or `err` and each text that is printed, in the order
            of time.
        stdin: What a run on the real clock reads; without it, nothing.
        stuck: Called with the recording of a program that goes on for ever because it
            catches its limit; nothing but the end of the process ends that.

    Returns:
        What happened. A program that fails is recorded like any other.

    Raises:
        NeedsRealClock: A virtual run came to something that only the machine has.
        ScriptError: The script's metadata is wrong.
    """
    settings = script.settings
    clock = clock or settings.clock
    arguments = list(settings.arguments if arguments is None else arguments)
    programs = [script, *script.companions] if clock == "virtual" else [script]
    files = [one.path.name for one in programs]
    folder = script.path.resolve().parent
    ending, tracebacks = Ending(), Tracebacks(folder)
    with contextlib.ExitStack() as stack:
        stack.enter_context(kept_state(folder))
        left = stack.enter_context(own_threads())
        loops: weakref.WeakSet[RecordedLoop] = weakref.WeakSet()
        stack.callback(_abandon, loops, ending)
        forget_hidden(folder)
        join: Callable[[], None] = lambda: None  # noqa: E731
        now: Any
        recorded: type[RecordedLoop]
        if clock == "virtual":
            now, recorded = VirtualClock(limits.time, ending.stop), VirtualRecordedLoop
            observer = Observer(now, files, limits, ending.stop, tracebacks.belongs)
            stack.enter_context(virtual_world(observer, now, ending))
            workers = Workers()
            stack.enter_context(workers.known())
            pools: Pools = {}
            threads = Threads(observer, now, ending, workers, pools)
            stack.enter_context(simulated_pools(observer, now, threads, pools))
            join = now.ring
            parked = _park(programs[1:])
            stack.callback(_forget, parked)

            def prepare(loop: Any, selector: Any) -> None:
                if selector is not None:
                    selector.close()
                own = Threads(observer, now, ending, workers, pools)
                VirtualRecordedLoop.__init__(loop, observer, now, ending, own)
                loops.add(loop)
                companions = parked[:]
                parked.clear()
                loop.start(companions)

        else:
            # Not in the browser's Python, which would load it for nothing.
            from looptape.real.companions import running_companions

            extra = stack.enter_context(running_companions(script))
            arguments += extra
            now, recorded = RealClock(), RealRecordedLoop
            stack.enter_context(replaced(sys, "stdin", stdin or io.StringIO()))
            observer = Observer(now, files, limits, ending.stop, tracebacks.belongs)
            stack.enter_context(watched_calls(observer))

            def prepare(loop: Any, selector: Any) -> None:
                RealRecordedLoop.__init__(loop, observer, ending, selector)
                loops.add(loop)

        stack.enter_context(streams(observer, echo, ending, left))
        stack.enter_context(recorded_loops(recorded, prepare, ending))
        stack.enter_context(recorded_asyncio())
        stack.enter_context(_plain_interpreter(tracebacks, ending))
        stack.enter_context(_known_collections(observer))
        stack.enter_context(hidden_recorder())
        stack.enter_context(replaced(os, "_exit", _leave(ending)))
        run = Run(script, arguments, ending, tracebacks, join)

        def complete(ended: str, error: str | None, status: int) -> Recording:
            recording = observer.close("waits" if ended == "limit" else "returns")
            recording.script, recording.digest = script.key, script.digest
            recording.clock = clock
            recording.ended, recording.error = ended, error
            recording.status = status
            kinds = {lane.kind for lane in recording.lanes}
            if clock == "virtual" and "thread" in kinds:
                recording.simulated.append("threads")
            if clock == "virtual" and any(step.worked for step in recording.steps):
                recording.simulated.append("work")
            return recording

        if stuck is not None:
            ending.stuck = lambda limit: stuck(complete("limit", limit, 1))
        # As in a new interpreter, no context variable is set, and none stays.
        ended, error, status = contextvars.Context().run(run.to_its_end)
        gc.collect()  # Now, so that its warnings have a known place.
        recording = complete(ended, error, status)
        # Python throws away no loop that is the current one, nor what that holds.
        ending.over = True
        private.forget_policy()
        join_watchers()
        gc.collect()
        return recording


def _park(companions: Sequence[Script]) -> list[tuple[int, Any]]:
    """Run each companion up to its `asyncio.run` and keep its coroutine there.

    What stands after `asyncio.run` in a companion is not run.
    """
    parked = []

    def run(main: Any, **options: Any) -> None:
        raise Parked(main)

    for index, script in enumerate(companions, start=1):
        with replaced(asyncio, "run", run):
            try:
                execute(script, list(script.settings.arguments), [])
            except Parked as stop:
                parked.append((index, stop.coroutine))
    return parked


def _forget(parked: list[tuple[int, Any]]) -> None:
    """Close the coroutines of companions whose client never started a loop."""
    for _, coroutine in parked:
        coroutine.close()


def _abandon(loops: Iterable[RecordedLoop], ending: Ending) -> None:
    """Close the loops of a run that was ended: its program could not close them."""
    for loop in list(loops):
        if ending.error is not None and not loop.is_running():
            loop.close()


def _leave(ending: Ending) -> Callable[[int], None]:
    """What stands in for `os._exit`: it ends the run, and not its host.

    Args:
        ending: Ends the run.
    """
    leave, host = os._exit, os.getpid()

    def _exit(status: int) -> None:
        if os.getpid() != host:  # A child of the program's.
            leave(status)
        ending.end(Exited(status))

    return _exit


@contextlib.contextmanager
def _known_collections(observer: Observer) -> Iterator[None]:
    """Let the observer know when garbage is collected."""

    def told(phase: str, info: dict[str, int]) -> None:
        observer.deeds.collecting = phase == "start"

    gc.callbacks.append(told)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):  # The program has emptied the list.
            gc.callbacks.remove(told)


@contextlib.contextmanager
def _own_switch() -> Iterator[None]:
    """Let a program see, and switch, a collection that is on as in a new interpreter.

    None takes place that it does not ask for by `gc.collect`.
    """
    on = True

    def isenabled() -> bool:
        return on

    def enable() -> None:
        nonlocal on
        on = True

    def disable() -> None:
        nonlocal on
        on = False

    with (
        replaced(gc, "isenabled", isenabled),
        replaced(gc, "enable", enable),
        replaced(gc, "disable", disable),
    ):
        yield


@contextlib.contextmanager
def _plain_interpreter(tracebacks: Tracebacks, ending: Ending) -> Iterator[None]:
    """Warnings, logging and garbage as in an interpreter that has just started."""
    unraisable = sys.unraisablehook

    def complain(about: Any) -> None:
        # How a run is cut off is no fault of what is being closed.
        if ending.error is None and ending.limit is None:
            unraisable(about)

    last_resort = logging.StreamHandler(sys.stderr)
    last_resort.setLevel(logging.WARNING)
    last_resort.setFormatter(OwnFormatter(tracebacks))
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()  # A collection in mid-run would have no known place.
    try:
        with (
            _own_switch(),
            warnings.catch_warnings(),
            private.numbered_pools(),
            replaced(logging, "lastResort", last_resort),
            replaced(sys, "unraisablehook", complain),
            # A program adds its own to these, and takes them away at no time.
            replaced(logging.getLogger(), "handlers", []),
            replaced(logging.getLogger("asyncio"), "handlers", []),
        ):
            warnings.resetwarnings()
            for category in (
                DeprecationWarning,
                PendingDeprecationWarning,
                ImportWarning,
                ResourceWarning,
            ):
                warnings.simplefilter("ignore", category)
            warnings.filterwarnings("default", "", DeprecationWarning, "__main__")
            warnings.showwarning = tracebacks.show_warning
            yield
    finally:
        if collecting:
            gc.enable()
