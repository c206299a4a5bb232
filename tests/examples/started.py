"""Programs of the web chapter, started as a reader would start them."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

from cheatsheet.store.project import PROJECT

NEWS = ["get_news_sync.py", "get_news_async.py"]
STATS = "nba_stats_async.py"
CLIENTS = [*NEWS, STATS]
SERVERS = ["news_server.py", "stats_server.py"]
# No program can hang; no correct one comes near it on a machine under load.
TIME_LIMIT = 120.0
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


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def assert_printed_what_came(name: str, out: str) -> None:
    """All but the third, or with one after another the two before it."""
    printed = re.findall(r"^.*(?:Story|Guard) (\d)(?:  .*)?$", out, re.MULTILINE)
    assert printed == (["1", "2"] if "_sync" in name else ["1", "2", "4", "5"]), out


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
