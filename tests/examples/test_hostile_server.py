"""What the named scripts do with a server that sends too much, too slow or too deep."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cheatsheet.store.project import PROJECT
from tests.examples.faulty_server import faulty_server

NEWS = ["get_news_sync.py", "get_news_async.py"]
STATS = "nba_stats_async.py"
CLIENTS = [*NEWS, STATS]
SERVERS = ["news_server.py", "stats_server.py"]
# Interpreter and imports included, on a machine under load.
TIME_LIMIT = 120
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


def whole(body: bytes, head: bytes = HEAD) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def bomb() -> bytes:
    """A gigabyte of spaces, in one megabyte; its end is for no client to reach.

    After a full flush a block does not depend on what came before, so that one can be
    repeated: to pack them all takes seconds, in each process that loads this file.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head, megabyte = (
        packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
        for _ in range(2)
    )
    return head + megabyte * 999


def drip(client: socket.socket, closed: threading.Event) -> None:
    client.sendall(HEAD + b"Content-Length: 1000\r\n\r\n[")
    while not closed.wait(0.1):
        client.sendall(b"1")


def drip_headers(client: socket.socket, closed: threading.Event) -> None:
    client.sendall(HEAD + b"X-Slow: ")
    while not closed.wait(0.1):
        client.sendall(b"1")


def go_on(client: socket.socket, closed: threading.Event) -> None:
    while not closed.wait(0.1):
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def pour(client: socket.socket, closed: threading.Event) -> None:
    client.sendall(HEAD + b"\r\n")
    while not closed.is_set():
        client.sendall(b" " * 65_536)


def send(data: bytes) -> Callable[[socket.socket, threading.Event], None]:
    return lambda client, closed: client.sendall(data)


OVER = "not done within 2 s: try a longer --timeout"
FAULTS: dict[str, tuple[Callable[[socket.socket, threading.Event], None], str]] = {
    "drip": (drip, OVER),
    "drip headers": (drip_headers, OVER),
    "go on": (go_on, OVER),
    "pour": (pour, "is too long: check --url"),
    "deep": (send(whole(b"[" * 100_000)), "does not answer in JSON: check --url"),
    "304": (send(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "check --url"),
    "header": (send(b"HTTP/1.1 200 OK\r\nNo header\r\n\r\n"), "check --url"),
    "chunk": (
        send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\n"),
        "check --url|try again later",
    ),
    "bomb": (
        send(whole(bomb(), HEAD + b"Content-Encoding: gzip\r\n")),
        "check --url",
    ),
}


@contextlib.contextmanager
def serving(answer: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """Answer every request in one way."""
    closed = threading.Event()
    threads: list[threading.Thread] = []

    def talk(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.recv(65_536)
            answer(client, closed)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                threads.append(threading.Thread(target=talk, args=(client,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        main = threading.Thread(target=accept)
        main.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            closed.set()
            listener.shutdown(socket.SHUT_RDWR)
            for thread in [main, *threads]:
                thread.join()


def ask(name: str, *arguments: str, **options: object) -> subprocess.CompletedProcess:
    (path,) = PROJECT.examples.glob(f"*/{name}")
    return subprocess.run(
        [sys.executable, path.name, *arguments],
        cwd=path.parent,
        stderr=subprocess.PIPE,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
        **options,
    )


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_says_one_line(name: str, fault: str) -> None:
    answer, told = FAULTS[fault]
    limit = "2" if told == OVER else "100"  # Which no load may reach.
    with serving(answer) as url:
        done = ask(name, "--url", url, "--timeout", limit)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert any(text in done.stderr for text in told.split("|")), done.stderr
    assert done.stderr.count("\n") == 1


def test_too_many_players_are_not_asked_for() -> None:
    """A task for each of 40,000 took half a minute to cancel."""
    numbers = b"[" + b"1," * 39_999 + b"1]"
    with serving(send(whole(numbers))) as url:
        done = ask("nba_stats_async.py", "--url", url)
    assert done.returncode == 1
    assert done.stderr.endswith("is not a list of 1 to 1000 numbers: check --url\n")


@pytest.mark.parametrize("name", NEWS)
def test_a_title_that_the_terminal_cannot_show(name: str) -> None:
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    with faulty_server() as server:
        url = f"{server.url}/accent"
        done = ask(name, "--url", url, stdout=subprocess.PIPE, env=ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1. Story 1: caf?\n")


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_nobody_reads_the_output(name: str, unbuffered: str) -> None:
    """As in `get_news_sync.py | head -1`, but with a reader who left before."""
    read, write = os.pipe()
    os.close(read)
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with faulty_server() as server, os.fdopen(write, "w") as closed:
        # What the statistics say of a refusal is printed in a task of its own.
        fault = "late-retry-0-once" if name == STATS else "well"
        url = f"{server.url}/{fault}"
        done = ask(name, "--url", url, stdout=closed, env=environment)
    assert done.returncode == 1
    assert done.stderr == f"{name}: cannot print: Broken pipe\n"


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems need more open files"
)
def test_too_few_open_files() -> None:
    """Six are enough for a loop and too few for a connection."""
    (path,) = PROJECT.examples.glob("*/get_news_async.py")
    limited = ["sh", "-c", 'ulimit -n 6; exec "$0" "$@"', sys.executable]
    done = subprocess.run(
        [*limited, path],
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    told = "get_news_async.py: too many open files: raise the limit, `ulimit -n`\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux has /dev/full"
)
@pytest.mark.parametrize("name", SERVERS)
def test_a_full_disk_is_no_taken_port(name: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = ask(name, "--port", "0", "--seconds", "1", stdout=full)
    assert done.returncode == 1
    assert done.stderr == f"{name}: cannot print: No space left on device\n"
