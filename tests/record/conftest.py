"""What tests of several files share."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.recording import Recording
from looptape.script import Script
from looptape.timeline import Figure

# What programs with pools begin with.
HEAD = """
    import asyncio, time
    from concurrent.futures import Executor, Future
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    def work(n):
        time.sleep(n)
        print("work", n)
        return n * 2
    def fail():
        time.sleep(0.5)
        raise ValueError("no")
"""


@pytest.fixture
def run(tmp_path: Path):
    def run(source: str, **options: object) -> Recording:
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(source))
        return record(Script.read(path), **options)

    return run


@pytest.fixture
def pooled(tmp_path: Path):
    def run(source: str) -> Recording:
        path = tmp_path / "program.py"
        text = textwrap.dedent(HEAD) + textwrap.dedent(source)
        path.write_text(text, encoding="utf-8")
        return record(Script.read(path))

    return run


@pytest.fixture
def figure(tmp_path: Path):
    def figure(source: str) -> Figure:
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(source))
        return Figure(record(Script.read(path)))

    return figure
