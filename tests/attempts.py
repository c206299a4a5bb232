"""More than one attempt for tests on the machine's clock.

A busy machine swaps two lines that should be a tenth of a second apart. Such a test
runs beside the others first. If that fails, it runs again while no other test does, in
any process of this project's folder, and how busy the machine is gets measured beside
it. The end of a test run lists what needed that, so that a program which is only
sometimes right is seen.
"""

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ATTEMPTS = 4
PROPERTY = "attempts"
# A program that starts others, and is recorded while it does, may be late by as much as
# twenty starts of an interpreter take: a second and a half at rest. A few tell.
STARTS = 4
FACTOR = 5


@contextlib.contextmanager
def turn(folder: Path, how: int) -> Iterator[None]:
    """Wait for a turn, beside others or alone.

    Args:
        folder: Where all whose turns exclude each other keep their locks.
        how: `fcntl.LOCK_SH` beside others that want the same, `fcntl.LOCK_EX` alone.
    """
    with (folder / "running").open("w") as running:
        with (folder / "gate").open("w") as gate:
            # Held while waiting to be alone, so that nothing else begins before.
            fcntl.flock(gate, fcntl.LOCK_EX)
            fcntl.flock(running, how)
        yield


def locks(config: pytest.Config) -> Path:
    """Where the tests of this project's folder keep the locks of their turns.

    Not in it, because it may be read-only.
    """
    name = f"turns-{os.getuid()}-{zlib.crc32(bytes(config.rootpath))}"
    place = Path(tempfile.gettempdir(), name)
    place.mkdir(exist_ok=True)
    return place


def attempts(request: pytest.FixtureRequest) -> Iterator[int]:
    """Yield the numbers of the attempts, from 1; leave the loop when one succeeds.

    Args:
        request: That of the test, which notes how many it needed.
    """
    for number in range(1, ATTEMPTS + 1):
        request.node.user_properties[:] = [(PROPERTY, number)]
        how = fcntl.LOCK_SH if number == 1 else fcntl.LOCK_EX
        with turn(locks(request.config), how):
            yield number


def summary(reports: list[pytest.TestReport]) -> Iterator[str]:
    """Name the tests that passed, but not in their first attempt."""
    for report in reports:
        number = dict(report.user_properties).get(PROPERTY, 1)
        if number > 1:
            yield f"{report.nodeid}: attempt {number}, alone"


# In a process of its own: an example may list the threads of this one.
MEASURE = f"""
import subprocess, sys, time
began = time.monotonic_ns()
for _ in range({STARTS}):
    subprocess.run([sys.executable, "-c", "import asyncio"], check=True)
print(time.monotonic_ns() - began)
"""


@contextlib.contextmanager
def starts_beside(attempt: int) -> Iterator[Callable[[], int]]:
    """Start interpreters one after another while something else runs.

    Args:
        attempt: The number of the attempt. The first is measured by nothing: hardly one
            needs more, and starting interpreters takes as much as what runs beside it.

    Yields:
        A function that returns, after the block, by how many nanoseconds the work in
        it may be late.
    """
    if attempt == 1:
        yield lambda: 0
        return
    command = [sys.executable, "-S", "-c", MEASURE]
    took: list[int] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield lambda: FACTOR * took[0]
        took.append(int(process.communicate()[0]))
