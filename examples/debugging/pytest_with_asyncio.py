# /// script
# requires-python = ">=3.11"
# dependencies = ["pytest", "pytest-asyncio"]
#
# [tool.looptape]
# clock = "real"
# because = "it starts pytest as a child process"
# varies = ['in \d+\.\d+s']
# ///
"""Test coroutines with pytest and pytest-asyncio.

With `asyncio_mode=auto`, each `async def` test and fixture runs on a
loop, but not the tests of a `unittest.TestCase`. In the default mode,
strict, each test needs the mark `pytest.mark.asyncio`, and each fixture
needs `pytest_asyncio.fixture`.
Each test has a new loop, on which its fixtures run as well.
"""

import asyncio
import os
import subprocess
import sys

import pytest


@pytest.fixture
async def connection():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        yield reader, writer
        writer.close()


async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    writer.close()


async def test_answers(connection):
    reader, writer = connection
    writer.write(b"tea\n")
    async with asyncio.timeout(1):
        assert await reader.readline() == b"TEA\n"


@pytest.mark.parametrize("item", ["tea", "cake"])
async def test_is_quick(item):
    async with asyncio.timeout(1):
        assert await asyncio.to_thread(item.upper) in {"TEA", "CAKE"}


if __name__ == "__main__":  # as `pytest pytest_with_asyncio.py` does
    settings = {
        "asyncio_mode": "auto",
        "asyncio_default_fixture_loop_scope": "function",
    }
    options = [f"--override-ini={k}={v}" for k, v in settings.items()]
    quiet = ["-q", f"-c{os.devnull}", "-pno:cacheprovider", __file__]
    command = [sys.executable, "-m", "pytest", *options, *quiet]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    print(run.stdout.decode().strip())
