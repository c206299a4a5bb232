"""Scenarios on one loop and on the other."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from looptape.virtual import VirtualLoop
from tests.virtual.scenarios import Scenario, run


@pytest.fixture(params=[asyncio.SelectorEventLoop, VirtualLoop])
def both(request: pytest.FixtureRequest) -> Callable[[Scenario], Any]:
    """Run a scenario on one loop, then in another test on the other."""
    return lambda main: run(request.param, main)


@pytest.fixture
def virtual() -> Callable[[Scenario], Any]:
    """Run a scenario on the virtual loop only."""
    return lambda main: run(VirtualLoop, main)
