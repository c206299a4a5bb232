"""What tests of several files share."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.runs import Run


@pytest.fixture(autouse=True)
def _no_callbacks() -> Iterator[None]:
    """Let no other tool count collections: hypothesis does, in a module of its own.

    A worker that finds a changed module takes it for a program's deed.
    """
    callbacks = gc.callbacks[:]
    gc.callbacks.clear()
    yield
    gc.callbacks[:] = callbacks


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    run = Run(tmp_path / "programs")
    yield run
    run.worker.clean()
