"""Run one module of CPython's own asyncio tests on the virtual loop.

    python cpython_suite.py test_locks

It prints one line of JSON: how the tests went, and separately those that
cpython_exceptions.toml lists.
"""

import asyncio
import faulthandler
import functools
import gc
import importlib
import io
import json
import sys
import tomllib
import unittest
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from looptape.virtual.loop import VirtualLoop

PACKAGE = "test.test_asyncio"
LISTED = Path(__file__).with_name("cpython_exceptions.toml")

# A policy that a test sets by itself is obeyed, as it is by `new_event_loop`.
_get_policy = getattr(asyncio.events, "_get_event_loop_policy", None) or (
    asyncio.get_event_loop_policy
)
_usual_policy = type(_get_policy())


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Stand in for the functions of this name in asyncio."""
    policy = _get_policy()
    return VirtualLoop() if type(policy) is _usual_policy else policy.new_event_loop()


def watched_loop(test: unittest.TestCase) -> VirtualLoop:
    """Stand in for `new_loop` of test_runners, which makes a mock of a loop.

    As the original does, it notes whether `shutdown_asyncgens` was called.
    """
    loop = VirtualLoop()
    loop.shutdown_ag_run = False

    async def shutdown_asyncgens() -> None:
        loop.shutdown_ag_run = True

    loop.shutdown_asyncgens = shutdown_asyncgens
    return loop


def exceptions(module: str) -> dict[str, str]:
    """Return the listed tests of a module for this Python, with their reasons."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        name: group["reason"]
        for group in tomllib.loads(LISTED.read_text(encoding="utf-8"))["exceptions"]
        for name in group["tests"]
        if name.startswith(f"{module}.") and version in group.get("versions", [version])
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


def main(module: str, limit: str) -> None:
    """Run a module's tests.

    Args:
        module: Its name, such as `test_locks`.
        limit: Seconds after which a hanging run shows where it hangs, and ends.
    """
    faulthandler.dump_traceback_later(float(limit), exit=True)
    asyncio.events.new_event_loop = new_event_loop
    asyncio.new_event_loop = new_event_loop
    loaded = importlib.import_module(f"{PACKAGE}.{module}")
    if module == "test_runners":
        loaded.BaseTest.new_loop = functools.partialmethod(watched_loop)
    tests = {
        test.id().removeprefix(f"{PACKAGE}."): test
        for test in flat(unittest.defaultTestLoader.loadTestsFromModule(loaded))
    }
    listed = exceptions(module)
    # Many tests collect garbage: not what they and the standard library consist of.
    gc.collect()
    gc.freeze()
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
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
