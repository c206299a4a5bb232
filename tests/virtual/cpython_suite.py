"""Run one module of CPython's own asyncio tests on one of our loops.

    python cpython_suite.py test_locks virtual 100
    python cpython_suite.py test_locks recorded 100

It prints one line of JSON: how the tests went, and separately those that
cpython_exceptions.toml lists.
"""

import asyncio
import contextlib
import faulthandler
import functools
import gc
import importlib
import io
import json
import os
import sys
import threading
import tomllib
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from looptape.record.clock import VirtualClock
from looptape.record.doors import recorded_asyncio
from looptape.record.errors import Ending
from looptape.record.limits import Limits
from looptape.record.observer import Observer
from looptape.record.threads import Threads
from looptape.record.virtual_loop import VirtualRecordedLoop
from looptape.record.workers import Workers
from looptape.virtual.loop import VirtualLoop

PACKAGE = "test.test_asyncio"
LISTED = Path(__file__).with_name("cpython_exceptions.toml")
FOREVER = 1 << 62  # Nanoseconds, or steps.
WAIT = threading.Condition.wait


def prepare_virtual(loop: Any) -> None:
    """Stand in for the constructor of asyncio's own loop: make it a VirtualLoop."""
    loop.__class__ = VirtualLoop
    loop.__init__()


def prepare_recorded(loop: Any) -> None:
    """The same for a recorded loop, with a clock and an observer of its own."""
    loop.__class__ = VirtualRecordedLoop
    ending = Ending()
    clock = VirtualClock(FOREVER, ending.stop)
    # Some tests spin until a signal comes.
    observer = Observer(
        clock, [__file__], Limits(steps=FOREVER), ending.stop, __file__.__eq__
    )

    def refusing(condition: Any, timeout: float | None = None) -> bool:
        # As `record` does, so that nothing hangs.
        if observer.steps.in_thread is not None:
            ending.refuse("one of its threads waits for another", "threading")
        return WAIT(condition, timeout)

    # In the place of that of the loop before, which would live on in a chain of them.
    threading.Condition.wait = refusing
    threads = Threads(observer, clock, ending, Workers(), {})
    loop.__init__(observer, clock, ending, threads)


PREPARE = {"virtual": prepare_virtual, "recorded": prepare_recorded}


def open_door(prepare: Callable[[Any], None]) -> None:
    """Let every door to a new loop lead to one of ours.

    The class that a policy, `new_event_loop` and `Runner` make loops of is the last
    door, so what a test sets before it is obeyed.
    """
    plain = asyncio.SelectorEventLoop
    original = plain.__init__

    def init(self: Any, *args: Any) -> None:
        if type(self) is plain:
            prepare(self)
        else:
            original(self, *args)

    plain.__init__ = init


def watched_loop(test: unittest.TestCase) -> Any:
    """Stand in for `new_loop` of test_runners, which makes a mock of a loop.

    As the original does, it notes whether `shutdown_asyncgens` was called.
    """
    loop = asyncio.SelectorEventLoop()
    loop.shutdown_ag_run = False

    async def shutdown_asyncgens() -> None:
        loop.shutdown_ag_run = True

    loop.shutdown_asyncgens = shutdown_asyncgens
    return loop


def exceptions(module: str, loop: str) -> dict[str, str]:
    """Return the listed tests of a module for this Python, with their reasons."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        name: group["reason"]
        for group in tomllib.loads(LISTED.read_text(encoding="utf-8"))["exceptions"]
        for name in group["tests"]
        if name.startswith(f"{module}.")
        and version in group.get("versions", [version])
        and loop in group.get("loops", PREPARE)
    }


def flat(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    """Go through the single tests of nested suites."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


def run(tests: list[unittest.TestCase]) -> tuple[unittest.TestResult, dict[str, str]]:
    """Run tests and return the result, and the tracebacks of those that failed."""
    runner = unittest.TextTestRunner(stream=io.StringIO(), verbosity=0)
    result = runner.run(unittest.TestSuite(tests))
    bad = {
        test.id().removeprefix(f"{PACKAGE}."): text
        for test, text in result.errors + result.failures
    }
    bad |= {
        test.id().removeprefix(f"{PACKAGE}."): "passed, but was expected to fail"
        for test in result.unexpectedSuccesses
    }
    return result, bad


def main(module: str, loop: str, limit: str) -> None:
    """Run a module's tests.

    Args:
        module: Its name, such as `test_locks`.
        loop: `virtual` or `recorded`.
        limit: Seconds after which a hanging run shows where it hangs, and ends.
    """
    faulthandler.dump_traceback_later(float(limit), exit=True)
    open_door(PREPARE[loop])
    loaded = importlib.import_module(f"{PACKAGE}.{module}")
    if module == "test_runners":
        loaded.BaseTest.new_loop = functools.partialmethod(watched_loop)
    tests = {
        test.id().removeprefix(f"{PACKAGE}."): test
        for test in flat(unittest.defaultTestLoader.loadTestsFromModule(loaded))
    }
    listed = exceptions(module, loop)
    # Many tests collect garbage: not what they and the standard library consist of.
    gc.collect()
    gc.freeze()
    with recorded_asyncio() if loop == "recorded" else contextlib.nullcontext():
        result, failed = run([tests[name] for name in tests if name not in listed])
        stale = [name for name in listed if name in tests and not run([tests[name]])[1]]
    print(
        json.dumps(
            {
                "ran": result.testsRun,
                "skipped": len(result.skipped),
                "failed": failed,
                "listed": listed,
                "missing": sorted(listed.keys() - tests.keys()),
                "stale": stale,
            }
        ),
        flush=True,
    )
    # Listed tests may leave threads behind, and Python would wait for them.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
