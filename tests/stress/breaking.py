"""Runs a program and breaks it at one of its awaits.

The program's coroutines are driven by hand: each task gets a wrapper around its
coroutine, which counts the moments when a task of the program comes to wait. At the
chosen one the program is cancelled, gets a failure instead of what it waits for, or
runs into a time limit, as any caller or any network might do to it.
"""

import asyncio
import contextlib
import gc
import io
import logging
import sys
import time
import types
import warnings
from collections.abc import Callable, Coroutine, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from looptape.record.patch import replaced
from looptape.script import Script
from looptape.virtual import VirtualLoop

# What a program waits for is mostly done or failed by something outside of it. An
# error there is one that the program has to expect; a lock never raises.
CAN_FAIL = {
    "sleep",  # Stands for work of any kind.
    "to_thread",
    "open_connection",
    "start_server",
    "create_subprocess_exec",
    "communicate",
    "read",
    "readline",
    "readexactly",
    "readuntil",
    "drain",
}
PROGRAM = "program.py"
KINDS = ("cr", "ag", "gi")  # Coroutines, asynchronous generators, generators.
TURNS = 20_000  # Of the loop, after which a run counts as endless.


class InjectedError(Exception):
    """What a broken await raises."""


@dataclass
class Run:
    """What came of a run.

    Attributes:
        points: How often a task of the program came to wait.
        broken: Whether the chosen one of them was reached and could be broken.
        outcome: What `main` raised, None where it returned.
        left: Names of tasks that were still there when `main` had ended.
        reports: What asyncio's handler of errors was told.
        reported: The exceptions among that.
        output: What the program printed.
    """

    points: int = 0
    broken: bool = False
    outcome: BaseException | None = None
    left: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    reported: list[BaseException] = field(default_factory=list)
    output: str = ""


class Driven(Coroutine[Any, Any, Any]):
    """A task's coroutine, with a look at every wait.

    Args:
        inner: The coroutine.
        at_wait: Is told of each wait; returns what makes an exception to raise
            there instead.
    """

    def __init__(
        self,
        inner: Any,
        at_wait: Callable[["Driven"], Callable[[], BaseException] | None],
    ) -> None:
        self.inner = inner
        self.at_wait = at_wait
        self.failure: Callable[[], BaseException] | None = None
        # Messages of asyncio and of programs show these.
        self.__name__ = getattr(inner, "__name__", "coroutine")
        self.__qualname__ = getattr(inner, "__qualname__", "coroutine")
        self.cr_code = getattr(inner, "cr_code", None)
        self.cr_frame = getattr(inner, "cr_frame", None)
        self.cr_running = False
        self.cr_await = None

    def send(self, value: Any) -> Any:
        """Go on, or fail where that was asked for."""
        if self.failure is not None:
            failure, self.failure = self.failure, None
            return self.wait(self.inner.throw(failure()))
        return self.wait(self.inner.send(value))

    def throw(self, *error: Any) -> Any:
        """Pass an exception on, such as a cancellation; it comes before a failure."""
        self.failure = None
        return self.wait(self.inner.throw(*error))

    def wait(self, value: Any) -> Any:
        """Look at what it waits for now."""
        self.failure = self.at_wait(self)
        return value

    def close(self) -> None:
        """Close the coroutine."""
        self.inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        """Be awaited like a coroutine."""
        return (yield from self.inner.__await__())


def chain(coroutine: Any) -> Iterator[Any]:
    """A coroutine, what it awaits, and so on to the innermost."""
    while coroutine is not None:
        yield coroutine
        coroutine = next(
            (
                inner
                for name in ("cr_await", "ag_await", "gi_yieldfrom")
                if (inner := getattr(coroutine, name, None)) is not None
            ),
            None,
        )


def waits_for(coroutine: Any) -> str:
    """Name of what the program's innermost coroutine awaits; empty for a future."""
    name = ""
    for one in chain(coroutine):
        code = next(
            filter(None, (getattr(one, f"{kind}_code", None) for kind in KINDS)), None
        )
        if code is not None and code.co_filename == PROGRAM:
            name = ""
        elif code is not None and not name:
            name = str(code.co_name)
    return name


def is_of_the_program(task: asyncio.Task[Any]) -> bool:
    """Tell whether a task runs a coroutine of the program, not of a library."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and bool(code.co_filename == PROGRAM)


class Breaker:
    """Runs a program's `asyncio.run` and breaks it.

    Args:
        run: Where to note what happens.
        kind: `cancel`, `fail`, `timeout`, `group`, or empty to leave it alone.
        point: The number of the wait, from 1.
    """

    def __init__(self, run: Run, kind: str, point: int) -> None:
        self.run_ = run
        self.kind = kind
        self.point = point
        self.main: asyncio.Task[Any] | None = None
        self.limit: asyncio.Timeout | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.passed = 0.0

    def now(self) -> float:
        """The time of the loop, which goes on from one loop to the next, in seconds."""
        return self.passed + (self.loop.time() if self.loop is not None else 0)

    def fail(self) -> BaseException:
        """Note that the chosen wait fails now, and say how."""
        self.run_.broken = True
        return InjectedError("injected")

    def at_wait(self, driven: Driven) -> Callable[[], BaseException] | None:
        """Count a wait, and break the program if it is the chosen one."""
        main = self.main
        if main is None or main.done():
            return None
        self.run_.points += 1
        if self.run_.points != self.point:
            return None
        if self.kind == "cancel":
            self.run_.broken = main.cancel()
        elif self.kind == "timeout":
            assert self.limit is not None
            self.limit.reschedule(asyncio.get_running_loop().time())
            self.run_.broken = True
        elif self.kind == "fail" and waits_for(driven.inner) in CAN_FAIL:
            return self.fail
        return None

    def factory(
        self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any
    ) -> asyncio.Task[Any]:
        """Make a task whose waits are seen."""
        if not asyncio.iscoroutine(coroutine):
            return asyncio.Task(coroutine, loop=loop, **options)  # It says why not.
        return asyncio.Task(Driven(coroutine, self.at_wait), loop=loop, **options)

    def report(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Note what asyncio would log."""
        self.run_.reports.append(context["message"])
        if "exception" in context:
            self.run_.reported.append(context["exception"])

    async def outside(self, coroutine: Any) -> Any:
        """Await the program as a caller may, and see what it leaves behind."""
        known = asyncio.all_tasks()
        self.main = asyncio.current_task()
        try:
            if self.kind == "timeout":
                async with asyncio.timeout(None) as self.limit:
                    return await coroutine
            if self.kind == "group":
                async with asyncio.TaskGroup() as group:
                    task = group.create_task(coroutine)
                return task.result()
            return await coroutine
        finally:
            self.run_.left += sorted(
                task.get_name()
                for task in asyncio.all_tasks() - known
                if is_of_the_program(task)
            )

    def run(
        self,
        coroutine: Any,
        *,
        debug: bool | None = None,
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
    ) -> Any:
        """Stand in for `asyncio.run`."""
        with asyncio.Runner(loop_factory=VirtualLoop, debug=debug) as runner:
            self.passed, self.loop = self.now(), runner.get_loop()
            loop = self.loop
            loop.set_task_factory(self.factory)  # type: ignore[arg-type]
            loop.set_exception_handler(self.report)
            turns = 0
            once = loop._run_once  # type: ignore[attr-defined]

            def counted() -> None:
                nonlocal turns
                turns += 1
                if turns > TURNS:
                    raise RuntimeError("endless")
                once()

            loop._run_once = counted  # type: ignore[attr-defined]
            return runner.run(self.outside(coroutine))


@contextlib.contextmanager
def in_place_of_main(module: types.ModuleType) -> Iterator[None]:
    """Be `__main__` for a while; what is imported meanwhile stays imported."""
    real = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = real


def run(script: Script, kind: str = "", point: int = 0, times: int = 1) -> Run:
    """Run a script, and break it at one of its waits.

    Args:
        script: The script.
        kind: How to break it: `cancel`, `fail`, `timeout`, or `group` to run it
            inside a task group; empty to leave it alone.
        point: The number of the wait at which to break it, from 1.
        times: How often to run it in the same process.
    """
    run = Run()
    module = types.ModuleType("__main__")
    module.__file__ = PROGRAM
    output = io.StringIO()
    code = compile(script.source, PROGRAM, "exec", dont_inherit=True)
    breaker = Breaker(run, kind, point)
    with (
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(io.StringIO()),
        mock.patch.object(asyncio, "run", breaker.run),
        mock.patch.object(time, "sleep"),
        # A program that asks how late it is must not be told how busy the machine is.
        mock.patch.object(time, "monotonic", breaker.now),
        mock.patch.object(time, "perf_counter", breaker.now),
        mock.patch.object(sys, "argv", [PROGRAM, *script.settings.arguments]),
        in_place_of_main(module),
        # As in the recorder: a program's handlers do not outlive it.
        replaced(logging.getLogger(), "handlers", []),
        replaced(logging.getLogger("asyncio"), "handlers", []),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            for _ in range(times):
                exec(code, module.__dict__)
        except BaseException as error:
            run.outcome = error
        module.__dict__.clear()
        gc.collect()
    run.output = output.getvalue()
    return run
