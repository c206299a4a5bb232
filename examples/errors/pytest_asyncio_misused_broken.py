# /// script
# requires-python = ">=3.11"
# dependencies = ["pytest", "pytest-asyncio"]
#
# [tool.looptape]
# clock = "real"
# because = "it runs pytest as a separate program"
# ///
"""pytest-asyncio scopes and marks that do not match.

The fixture `shop` is for the whole session, but its loop is for only
one test. One mark uses the old name of `loop_scope`, and another is
on a plain test. The script prints the error and the warnings.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = """\
import asyncio
import pytest
import pytest_asyncio

@pytest_asyncio.fixture(scope="session", loop_scope="function")
async def shop():
    return {"tea": 3}

@pytest.mark.asyncio
async def test_shop(shop):
    assert shop["tea"] == 3

@pytest.mark.asyncio(scope="session")
async def test_price():
    await asyncio.sleep(0.1)

@pytest.mark.asyncio
def test_total():
    assert 1 + 2 == 3
"""
OPTIONS = ["-m", "pytest", "-p", "pytest_asyncio.plugin", "-rN"]
REASON = re.compile("(ScopeMismatch|Pytest.*Warning): .*")


def main():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_shop.py").write_text(TESTS)
        done = subprocess.run(
            [sys.executable, *OPTIONS],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            text=True,
            check=False,  # it fails
        )
    for line in done.stdout.splitlines():
        if reason := REASON.search(line):
            print(reason[0])


if __name__ == "__main__":
    main()
