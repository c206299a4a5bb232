"""What tests of several files share."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.recording import Recording
from looptape.script import Script


@pytest.fixture
def run(tmp_path: Path):
    def run(source: str, **options: object) -> Recording:
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(source))
        return record(Script.read(path), **options)

    return run
