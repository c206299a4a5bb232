"""What tests of several files share."""

import fcntl
import gc
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import pytest

from cheatsheet.store import surroundings
from cheatsheet.store.project import ROOT
from tests import attempts
from tests.building import build


def pytest_configure() -> None:
    """Run tests as in a fresh shell, whatever the caller's has set or ignores."""
    try:
        surroundings.clear()
    except surroundings.Unsuitable as error:
        raise pytest.UsageError(str(error)) from error


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the tests that hardly do anything but sleep evenly over the others.

    A worker begins with a stretch of this list, and some always have to be asleep.
    """
    sleeping = [item for item in items if item.get_closest_marker("realtime")]
    others = [item for item in items if item not in {*sleeping}]
    if sleeping and others:
        place = [
            (number / len(part), item)
            for part in (sleeping, others)
            for number, item in enumerate(part)
        ]
        items[:] = [item for _, item in sorted(place, key=itemgetter(0))]


@pytest.fixture(autouse=True)
def _beside_others(request: pytest.FixtureRequest) -> Iterator[None]:
    """Wait while a test on the machine's clock has a turn alone."""
    if request.node.get_closest_marker("realtime"):  # It takes its turns itself.
        yield
    else:
        with attempts.turn(attempts.locks(request.config), fcntl.LOCK_SH):
            yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Take what is there by now out of each later collection of garbage.

    Every recording begins with a full one, which looked through all of pytest, what
    other tests have loaded, and what they keep.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what a busy machine disturbed."""
    again = list(attempts.summary(terminalreporter.getreports("passed")))
    if again:
        terminalreporter.section("needed more than one attempt on this busy machine")
        terminalreporter.write_line("\n".join(again))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built without a warning."""
    return build(ROOT / "docs", ROOT, tmp_path_factory.mktemp("site"))
