"""Ctrl-C ends each program of the web chapter at once, in one line."""

import re
import selectors
import subprocess
import time
from pathlib import Path

import pytest

from tests.examples.faulty_server import LONG, FaultyServer
from tests.examples.started import (
    CLIENTS,
    NEWS,
    REQUEST,
    SERVERS,
    SIGINT_STATUS,
    STATS,
    TIME_LIMIT,
    assert_complains,
    assert_printed_what_came,
    interrupt,
    port_of,
    request,
    started,
)

pytestmark = pytest.mark.timeout(3 * TIME_LIMIT)

# The server is ahead of its client: this is for the client to wait as well. While
# it makes the object of an answer, Python prints "Exception ignored" by itself.
SETTLING = 0.5
STILL = 5  # Looks in a row, 0.05 s apart.


def settle(process: subprocess.Popen[str]) -> None:
    """Wait until a process does nothing but wait for something."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():  # Only Linux tells; elsewhere a quiet machine is needed.
        time.sleep(SETTLING)
        return
    seen: list[str] = []
    while len(seen) < STILL:
        time.sleep(0.05)
        # State, and the processor time so far. A process that waits for its turn on
        # a busy machine is not asleep.
        fields = stat.read_text().rpartition(") ")[2].split()
        now = " ".join([fields[0], *fields[11:13]])
        seen = [*seen, now] if now.startswith("S") and {now} >= {*seen} else []


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", ["silent", "stall"])
def test_ctrl_c_while_waiting(name: str, fault: str, server: FaultyServer) -> None:
    with started(name, "--url", f"{server.url}/{fault}") as process:
        assert server.met.wait(TIME_LIMIT)
        settle(process)
        result = interrupt(process)
    assert_complains(name, result, "stopped by Ctrl-C", SIGINT_STATUS)
    assert result[1] == ""


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", ["silent", "stall"])
def test_ctrl_c_keeps_what_came(name: str, fault: str, server: FaultyServer) -> None:
    with started(name, "--url", f"{server.url}/late-{fault}") as process:
        assert server.met.wait(TIME_LIMIT)
        settle(process)
        result = interrupt(process)
    assert_complains(name, result, "stopped by Ctrl-C", SIGINT_STATUS)
    assert_printed_what_came(name, result[1])


def test_ctrl_c_while_backing_off(server: FaultyServer) -> None:
    with started(STATS, "--url", f"{server.url}/retry-3600") as process:
        assert server.met.wait(TIME_LIMIT)
        settle(process)
        result = interrupt(process)
    assert_complains(STATS, result, "stopped by Ctrl-C", SIGINT_STATUS)
    assert re.search(r"refused, again in \d{4}\.\d s", result[1])


@pytest.mark.parametrize("name", NEWS)
def test_ctrl_c_while_printing(name: str, server: FaultyServer) -> None:
    with started(name, "--url", f"{server.url}/long") as process:
        # More than a pipe holds: when its first part is there, it is stuck.
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            assert selector.select(TIME_LIMIT)
        result = interrupt(process)
    assert_complains(name, result, "stopped by Ctrl-C", SIGINT_STATUS)
    assert len(result[1]) >= LONG // 2


@pytest.mark.parametrize("name", SERVERS)
def test_ctrl_c_ends_a_server(name: str) -> None:
    with started(name, "--port", "0") as process:
        port_of(process)
        result = interrupt(process)
    assert_complains(name, result, "stopped by Ctrl-C", SIGINT_STATUS)


@pytest.mark.parametrize("name", SERVERS)
def test_ctrl_c_ends_a_server_at_work(name: str) -> None:
    with (
        started(name, "--port", "0", "--delay", "30") as process,
        request(port_of(process), REQUEST),
    ):
        settle(process)  # The request has arrived.
        result = interrupt(process)
    assert_complains(name, result, "stopped by Ctrl-C", SIGINT_STATUS)
