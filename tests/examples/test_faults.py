"""What the examples say when they are used wrongly or meet a bad server.

Each fault gets one line on standard error that says what to do, an exit status
that is not 0, and no traceback; what arrived before the fault is printed.
"""

import contextlib
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from cheatsheet.store.project import PROJECT
from tests.attempts import attempts
from tests.examples.faulty_server import LONG, FaultyServer, faulty_server

NEWS = ["get_news_sync.py", "get_news_async.py"]
STATS = "nba_stats_async.py"
CLIENTS = [*NEWS, STATS]
SERVERS = ["news_server.py", "stats_server.py"]
# No program can hang; no correct one comes near it on a machine under load.
TIME_LIMIT = 120.0
pytestmark = pytest.mark.timeout(3 * TIME_LIMIT)
# Where the limit of a client is not what a test is about, no load may reach it.
AMPLE = "100"
FAST = ["--rate", "1000"]
SIGINT_STATUS = 130
# Nothing may be wrong with the script's own cleaning up either.
STRICT = ["-X", "dev", "-W", "error"]
# Debug mode also notes each step that a machine under load made slow.
SLOW = r"Executing <.* seconds\n"
# For the statistics; the news service does not know it.
REQUEST = b"GET /players.json HTTP/1.1\r\nHost: here\r\n\r\n"


@contextlib.contextmanager
def started(name: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start an example in its own process group, and end the group afterwards."""
    (path,) = PROJECT.examples.glob(f"*/{name}")
    if name in CLIENTS and "--timeout" not in arguments:
        arguments = (*arguments, "--timeout", AMPLE)
    process = subprocess.Popen(
        [sys.executable, *STRICT, path.name, *arguments],
        cwd=path.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for the end of a process: status, output and errors."""
    out, err = process.communicate(timeout=TIME_LIMIT)
    return process.returncode, out, re.sub(SLOW, "", err)


def run(name: str, *arguments: str) -> tuple[int, str, str]:
    """Run an example to its end: status, output and errors."""
    with started(name, *arguments) as process:
        return outcome(process)


# Imports are what takes the time: one process can be asked for all runs that end by
# themselves. What a run leaves unclosed complains at the end of it.
CALLS = """
import contextlib, gc, io, json, runpy, sys

path, results = sys.argv[1], []
for sys.argv[1:] in json.loads(sys.argv[2]):
    sys.argv[0] = path
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path(path, run_name="__main__")
            status = 0
        except SystemExit as end:
            status = end.code
            if isinstance(status, str):  # As Python itself tells it.
                print(status, file=err)
                status = 1
        gc.collect()
    results.append((status, out.getvalue(), err.getvalue()))
print(json.dumps(results))
"""


def run_each(name: str, calls: list[list[str]]) -> list[tuple[int, str, str]]:
    """Run an example once for each list of arguments: status, output and errors."""
    (path,) = PROJECT.examples.glob(f"*/{name}")
    done = subprocess.run(
        [sys.executable, *STRICT, "-c", CALLS, path.name, json.dumps(calls)],
        cwd=path.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [
        (status, out, re.sub(SLOW, "", err))
        for status, out, err in json.loads(done.stdout)
    ]


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Press Ctrl-C, and wait for the end."""
    os.killpg(process.pid, signal.SIGINT)
    return outcome(process)


def assert_complains(
    name: str, result: tuple[int, str, str], pattern: str, status: int = 1
) -> None:
    """One line on standard error, beginning with the script's name."""
    found, out, err = result
    report = f"--- status {found}\n--- output\n{out}\n--- errors\n{err}"
    assert found == status, report
    assert re.fullmatch(f"{re.escape(name)}: .*(?:{pattern}).*\n", err), report


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


@pytest.fixture
def vacant_port() -> int:
    """A port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}"


ADVICE = r"check --url|try (again )?later|longer --timeout"
OVER = r"not done within [\d.]+ s: try a longer --timeout"
FAULTS = {
    "status-404": r"answers 404: check --url",
    "status-500": r"answers 500: .* try later",
    "status-503": r"answers 503: .* try later",
    "circle": r"redirects in a circle: check --url",
    "elsewhere": ADVICE,
    "status-300": r"answers 300: check --url",
    "status-304": r"answers 304: check --url",
    "status-204": r"answers 204: check --url",
    "hangup": r"broke off its answer: try again later",
    "cut": r"broke off its answer: try again later",
    "chunk": r"broke off its answer: try again later",
    "reset": r"broke off its answer: try again later",
    "garbage": ADVICE,
    "silent": OVER,
    "stall": OVER,
    "body-html": r"does not answer in JSON: check --url",
    "body-binary": r"does not answer in JSON: check --url",
    "body-half": r"does not answer in JSON: check --url",
    "body-null": r"is not a .*: check --url",
    "body-number": r"is not a .*: check --url",
    "body-texts": r"is not a .*: check --url",
    "body-mixed": r"is not a .*: check --url",
    "body-nested": r"is not a .*: check --url",
    "body-vacant": r"is not a .*: check --url",
}
WAITING = ["silent", "stall"]
# A client's time limit. On a busy machine it may be over before the client has met its
# fault, and then a longer one is tried: what it says at the end has to be the same.
SHORT = "1.5"
LONGER = [SHORT, "6", "24", "96"]
# How each kind of fault is told apart is shown with the list; of the later
# moment one of each kind is enough.
LATE_FAULTS = ["status-500", "circle", "cut", "silent", "stall", "body-nested"]


@pytest.mark.parametrize("name", CLIENTS)
def test_bad_answers_for_the_list(name: str, server: FaultyServer) -> None:
    faults = [fault for fault in FAULTS if fault not in WAITING]
    calls = [["--url", f"{server.url}/{each}", "--timeout", AMPLE] for each in faults]
    for fault, result in zip(faults, run_each(name, calls), strict=True):
        assert_complains(name, result, FAULTS[fault])
        assert result[1] == ""


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", WAITING)
def test_no_answer_for_the_list(name: str, fault: str, server: FaultyServer) -> None:
    result = run(name, "--url", f"{server.url}/{fault}", "--timeout", SHORT)
    assert_complains(name, result, FAULTS[fault])
    assert result[1] == ""


@pytest.mark.parametrize("name", ["get_news_async.py", STATS])
def test_redirect_to_no_address(name: str, server: FaultyServer) -> None:
    """The same line of urllib's client comes with warnings of urllib's own."""
    result = run(name, "--url", f"{server.url}/astray")
    assert_complains(name, result, "leads to no address: check --url")


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", LATE_FAULTS)
def test_what_came_before_a_late_fault_is_printed(
    name: str, fault: str, server: FaultyServer
) -> None:
    url = f"{server.url}/late-{fault}"
    if fault in WAITING:
        result = run_out_of_time(name, url, server)
    else:
        result = run(name, "--url", url)
    assert_complains(name, result, FAULTS[fault])
    assert_printed_what_came(name, result[1])


def run_out_of_time(name: str, url: str, server: FaultyServer) -> tuple[int, str, str]:
    """Run a client against its time limit, which has to let it meet the fault."""
    for limit in LONGER:
        server.met.clear()
        result = run(name, "--url", url, "--timeout", limit)
        if server.met.is_set():
            break
    return result


def assert_printed_what_came(name: str, out: str) -> None:
    """All but the third, or with one after another the two before it."""
    printed = re.findall(r"^.*(?:Story|Guard) (\d)(?:  .*)?$", out, re.MULTILINE)
    assert printed == (["1", "2"] if "_sync" in name else ["1", "2", "4", "5"]), out


@pytest.mark.parametrize("name", CLIENTS)
def test_nothing_listens(name: str, vacant_port: int) -> None:
    companion = SERVERS[name == STATS]
    result = run(name, "--url", url_of(vacant_port))
    pattern = f"nothing listens at 127.0.0.1:{vacant_port}: start {companion} in"
    assert_complains(name, result, pattern)


@pytest.mark.parametrize("name", NEWS)
@pytest.mark.parametrize("fault", ["retry-1", "late-retry-1"])
def test_refusal_of_news(name: str, fault: str, server: FaultyServer) -> None:
    result = run(name, "--url", f"{server.url}/{fault}")
    assert_complains(name, result, "answers 429: .* try later")


@pytest.mark.parametrize("fault", ["retry-0", "late-retry-nonsense"])
def test_refused_for_ever(fault: str, server: FaultyServer) -> None:
    result = run(STATS, "--url", f"{server.url}/{fault}", *FAST)
    assert_complains(STATS, result, "always answers 429: .*try (again )?later")
    if "late" in fault:
        assert_printed_what_came(STATS, result[1])
    # It asked a few times, each time later by a random part, and then gave up.
    pauses = map(float, re.findall(r"refused, again in ([\d.]+) s", result[1]))
    for pause, least in zip(pauses, [1, 2, 4], strict=True):
        assert least <= pause <= 1.5 * least
    assert max(server.seen.count(path) for path in server.seen) == 4


@pytest.mark.parametrize("after", ["3600", "9999", "9" * 400])
def test_asked_to_wait_too_long(after: str, server: FaultyServer) -> None:
    url = f"{server.url}/late-retry-{after}"
    result = run_out_of_time(STATS, url, server)
    assert_complains(STATS, result, OVER)
    assert_printed_what_came(STATS, result[1])


def test_refusal_is_waited_out(server: FaultyServer) -> None:
    start = time.monotonic()
    url = f"{server.url}/late-retry-2-once"
    status, out, err = run(STATS, "--url", url, "--seed", "1")
    assert (status, err) == (0, "")
    assert time.monotonic() - start > 2
    assert re.search(r"/players/3.json refused, again in 2\.\d s", out)
    assert "best of 5" in out


@pytest.mark.realtime
def test_the_rate_is_kept(request: pytest.FixtureRequest) -> None:
    """Not more than so many requests in any second; how many are under way is free."""
    gaps: list[float] = []
    for _ in attempts(request):
        with faulty_server() as server:
            status, _, err = run(STATS, "--url", f"{server.url}/well", "--rate", "4")
        assert (status, err) == (0, "")
        assert len(server.times) == 6
        gaps = [b - a for a, b in pairwise(server.times)]
        if min(gaps) > 0.2:  # a quarter of a second, but for what the way takes
            return
    pytest.fail(f"seconds between requests: {gaps}")


@pytest.mark.parametrize("name", CLIENTS)
def test_bad_hosts(name: str) -> None:
    hosts = ["no.such.host.invalid", "a..b", "a" * 70]
    calls = [["--url", f"http://{host}:18021", "--timeout", AMPLE] for host in hosts]
    for result in run_each(name, calls):
        assert_complains(name, result, "check --url")


BAD_URLS = [
    "",
    "127.0.0.1:18021",
    "ftp://127.0.0.1",
    "http://",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://[::1",
    "http://two words",
    "http://127.0.0.1\n",
    "http://ann:secret@127.0.0.1:18021",
    "http://127.0.0.1:18021/?key=secret",
    "http://127.0.0.1:18021/#secret",
]
BAD_VALUES = (
    (NEWS, "--count", ["0", "-1", "abc", "1.5", ""]),
    ([STATS], "--rate", ["0", "-1", "abc", "nan", "inf", ""]),
    ([STATS], "--seed", ["abc", "1.5", ""]),
    (["stats_server.py"], "--rate", ["0", "-1", "abc", "1.5", ""]),
    (CLIENTS, "--timeout", ["0", "-1", "abc", "nan", "inf"]),
    (CLIENTS, "--url", BAD_URLS),
    (SERVERS, "--port", ["-1", "65536", "abc"]),
    (SERVERS, "--delay", ["-1", "abc", "nan", "inf"]),
    (SERVERS, "--seconds", ["0", "-1", "abc", "nan", "inf"]),
)


@pytest.mark.parametrize("name", [*CLIENTS, *SERVERS])
def test_bad_arguments(name: str) -> None:
    calls = [
        [option, value]
        for names, option, values in BAD_VALUES
        if name in names
        for value in values
    ]
    calls.append(["--colour"])
    for call, (status, out, err) in zip(calls, run_each(name, calls), strict=True):
        option = call[0]
        told = (
            "--url has to look like http://host:port" if option == "--url" else option
        )
        assert_complains(name, (status, f"{call}: {out}", err), told, status=2)


# Ctrl-C, at moments that the server or the output make known.

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


# Servers.


def port_of(process: subprocess.Popen[str]) -> int:
    """Wait until a server listens: its first line says where."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
    assert found, line
    return int(found[1])


@contextlib.contextmanager
def request(port: int, text: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), TIME_LIMIT) as client:
        client.sendall(text)
        yield client


@pytest.mark.parametrize("name", SERVERS)
def test_port_is_taken(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = run(name, "--port", str(other.getsockname()[1]))
    assert_complains(name, result, "choose another --port: Address already in use")


@pytest.mark.parametrize("name", SERVERS)
def test_server_ends_by_itself(name: str) -> None:
    arguments = ["--port", "0", "--seconds", "0.7", "--delay", "30"]
    with (
        started(name, *arguments) as process,
        request(port_of(process), REQUEST),
    ):
        status, _, err = outcome(process)
    assert (status, err) == (0, "")


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (REQUEST.replace(b"players", b"nothing"), b"404"),
        (REQUEST.replace(b"players", b"v0/item/999"), b"404"),
        (REQUEST.replace(b"players", b"players/999"), b"404"),
        (REQUEST.replace(b"players", b"players/-1"), b"404"),
        (REQUEST.replace(b"GET", b"PUT"), b"40[45]"),
        (b"\x16\x03\x01 not HTTP\r\n\r\n", b"400"),
        (REQUEST.replace(b"here", b"a" * 9000), b"400"),
        (REQUEST.replace(b"1.1", b"9.x"), b"400"),
        (REQUEST.replace(b"/players", b"http://["), b"400"),
        (REQUEST.replace(b"players", "caf\u00e9".encode()), b"40[04]"),
    ],
)
def test_bad_request_leaves_a_server_alive(
    name: str, text: bytes, answer: bytes
) -> None:
    with started(name, "--port", "0", "--delay", "0") as process:
        port = port_of(process)
        with request(port, text) as client:
            assert re.match(rb"HTTP/1\.[01] " + answer, client.recv(1000))
        with request(port, text[:10]):
            pass  # and leave in the middle of it
        path = b"v0/topstories" if name.startswith("news") else b"players"
        with request(port, REQUEST.replace(b"players", path)) as client:
            assert re.match(rb"HTTP/1\.1 200", client.recv(1000))
        result = interrupt(process)
    assert_complains(name, result, "stopped by Ctrl-C", SIGINT_STATUS)
