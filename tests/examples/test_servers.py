"""The servers of the web chapter: ports, their end, and bad requests."""

import re
import socket

import pytest

from tests.examples.started import (
    REQUEST,
    SERVERS,
    SIGINT_STATUS,
    TIME_LIMIT,
    assert_complains,
    interrupt,
    outcome,
    port_of,
    request,
    run,
    started,
)

pytestmark = pytest.mark.timeout(3 * TIME_LIMIT)


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
