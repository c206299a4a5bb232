# /// script
# requires-python = ">=3.11"
# dependencies = ["pytest"]
#
# [tool.looptape]
# clock = "real"
# because = "it runs pytest as a separate program"
# ///
"""pytest needs a plugin for `async def`.

Without one, a test that is a coroutine function fails, and so does a
test with an async fixture. The last test asks for a fixture that even
pytest-asyncio no longer has. The script disables the plugins that are
installed, and prints the lines that say why the tests fail.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = """\
import asyncio
import pytest

async def price(item):
    await asyncio.sleep(1)
    return len(item)

@pytest.mark.asyncio
async def test_price():
    assert await price("tea") == 3

@pytest.fixture
async def prices():
    return {"tea": await price("tea")}

def test_prices(prices):
    assert prices == {"tea": 3}

def test_on_a_loop(event_loop):
    assert event_loop.run_until_complete(price("tea")) == 3
"""
OPTIONS = ["-m", "pytest", "-p", "no:cacheprovider", "-rN"]
REASONS = "natively", "fixture '", "suitable plugin", "Warning:"


def main():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_shop.py").write_text(TESTS)
        done = subprocess.run(
            [sys.executable, *OPTIONS],
            stdout=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            text=True,
            check=False,  # it fails
        )
    for line in done.stdout.splitlines():
        if any(reason in line for reason in REASONS):
            print(line.replace(folder + os.sep, "").strip())


if __name__ == "__main__":
    main()
