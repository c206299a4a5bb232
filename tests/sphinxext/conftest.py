"""What tests of several files share."""

from pathlib import Path

import pytest

from tests.sphinxext.tiny import Site


@pytest.fixture
def tiny(tmp_path: Path) -> Site:
    return Site(tmp_path)
