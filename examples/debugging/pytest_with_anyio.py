# /// script
# requires-python = ">=3.11"
# dependencies = ["pytest", "anyio", "trio"]
#
# [tool.looptape]
# clock = "real"
# because = "it starts pytest as a child process"
# varies = ['in \d+\.\d+s']
# ///
"""Test coroutines on asyncio and on Trio with AnyIO's plugin.

AnyIO includes a plugin for pytest. With the mark `anyio`, each test
runs once on every backend that the fixture `anyio_backend` lists.
"""

import os
import subprocess
import sys

import anyio
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


async def test_a_limit_ends_a_wait():
    with anyio.move_on_after(0.1) as limit:
        await anyio.sleep(60)
    assert limit.cancelled_caught


if __name__ == "__main__":  # as `pytest pytest_with_anyio.py` does
    quiet = ["-q", f"-c{os.devnull}", "-pno:cacheprovider", __file__]
    command = [sys.executable, "-m", "pytest", "-pno:asyncio", *quiet]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    print(run.stdout.decode().strip())
