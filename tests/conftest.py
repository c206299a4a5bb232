"""What tests of several files share."""

from pathlib import Path

import pytest

from cheatsheet.store.project import ROOT
from tests.building import build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built without a warning."""
    return build(ROOT / "docs", ROOT, tmp_path_factory.mktemp("site"))
