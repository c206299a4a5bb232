"""CPython's own tests judge our loops: they have to be asyncio, nothing like it.

Each module of `test.test_asyncio` runs in a process of its own, once with asyncio's
loops replaced by a `VirtualLoop` and once by the loop that records. What cannot apply
is listed, with its reason, in cpython_exceptions.toml. One thing is arranged for:
test_runners makes mocks of a loop, and they are replaced as well.
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = Path(__file__).with_name("cpython_suite.py")
MODULES = (
    "test_context",
    "test_eager_task_factory",
    "test_futures",
    "test_futures2",
    "test_locks",
    "test_pep492",
    "test_queues",
    "test_runners",
    "test_server",
    "test_streams",
    "test_taskgroups",
    "test_tasks",
    "test_threads",
    "test_timeouts",
    "test_waitfor",
)
# Seconds after which a module hangs. The slowest, test_tasks, takes three, and no load
# makes it two hundred times slower.
LIMIT = 600


def missing(name: str) -> bool:
    """Tell whether this Python comes without a module of its tests."""
    try:
        return importlib.util.find_spec(name) is None
    except ModuleNotFoundError:
        return True


@pytest.mark.timeout(LIMIT + 10)
@pytest.mark.parametrize("loop", ["virtual", "recorded"])
@pytest.mark.parametrize("module", MODULES)
def test_suite(module: str, loop: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All tests of a module pass, but for those that are listed."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if missing("test.test_asyncio"):
        pytest.skip(f"this Python {version} comes without its tests")
    if missing(f"test.test_asyncio.{module}"):
        pytest.skip(f"Python {version} has no {module}")
    done = subprocess.run(
        [sys.executable, str(SUITE), module, loop, str(LIMIT - 10)],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 0, f"{module} did not end well:\n{done.stderr}"
    report = json.loads(done.stdout.splitlines()[-1])
    with capsys.disabled():
        print(
            f"\nCPython {version} {module} ({loop}): {report['ran']} ran,"
            f" {len(report['failed'])} failed, {report['skipped']} skipped by CPython,"
            f" {len(report['listed'])} listed as exceptions"
        )
    assert report["ran"] > 0
    assert not report["failed"], "\n".join(
        f"{name}\n{text}" for name, text in report["failed"].items()
    )
    assert not report["missing"], (
        f"cpython_exceptions.toml lists tests that {version} does not have"
    )
    assert not report["stale"], (
        "these tests pass: take them out of cpython_exceptions.toml"
    )
