"""A socket in memory answers a call as the kernel's does, error numbers included."""

import asyncio
import errno
import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest

from looptape.virtual import VirtualLoop

HOST = "127.0.0.1"
Make = Callable[..., Any]


@pytest.fixture(params=["real", "virtual"])
def make(request: pytest.FixtureRequest) -> Any:
    """Make a socket, on the real network or on one in memory."""
    made: list[Any] = []
    loop = VirtualLoop()

    def new(kind: int = socket.SOCK_STREAM, family: int = socket.AF_INET) -> Any:
        if request.param == "real":
            made.append(socket.socket(family, kind))
        else:
            made.append(loop.network.socket(family, kind))
        made[-1].setblocking(False)
        return made[-1]

    yield new
    for sock in made:
        sock.close()
    loop.close()


def error_of(call: Callable[..., Any], *arguments: Any) -> int | None:
    """Return the number of the error that a call raises, None if it raises none."""
    try:
        call(*arguments)
    except OSError as error:
        return error.errno
    return None


def test_without_a_connection(make: Make) -> None:
    sock = make()
    assert error_of(sock.getpeername) == errno.ENOTCONN
    assert error_of(sock.recv, 1) == errno.ENOTCONN
    assert error_of(sock.send, b"x") == errno.EPIPE
    assert error_of(sock.shutdown, socket.SHUT_WR) == errno.ENOTCONN
    assert error_of(sock.accept) == errno.EINVAL
    assert sock.getsockname() == ("0.0.0.0", 0)


def test_a_closed_socket(make: Make) -> None:
    sock = make()
    sock.close()
    asked: list[tuple[Any, ...]] = [
        (sock.getsockname,),
        (sock.getpeername,),
        (sock.bind, (HOST, 0)),
        (sock.listen,),
        (sock.accept,),
        (sock.recv, 1),
        (sock.send, b"x"),
        (sock.shutdown, socket.SHUT_WR),
        (sock.getsockopt, socket.SOL_SOCKET, socket.SO_TYPE),
        (sock.setsockopt, socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    assert {error_of(call, *arguments) for call, *arguments in asked} == {errno.EBADF}
    assert "[closed]" in repr(sock) and "[closed]" not in repr(make())


def test_options(make: Make) -> None:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        sock = make(kind)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == kind
        size = sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 4)
        assert int.from_bytes(size, sys.byteorder) == kind
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 0
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    # Another level has other options of the same number.
    assert make().getsockopt(socket.IPPROTO_TCP, socket.SO_TYPE) == 0


def test_without_a_unix_connection(make: Make) -> None:
    sock = make(family=socket.AF_UNIX)
    assert error_of(sock.getpeername) == errno.ENOTCONN
    assert error_of(sock.send, b"x") == errno.ENOTCONN
    assert error_of(sock.shutdown, socket.SHUT_WR) is None
    assert sock.getsockname() == ""
    assert error_of(sock.connect, "/nowhere/at/all") == errno.ENOENT


def test_closed(make: Make) -> None:
    sock = make()
    sock.close()
    assert error_of(sock.getsockname) == errno.EBADF
    assert error_of(sock.recv, 1) == errno.EBADF
    assert sock.fileno() == -1


def test_datagrams_without_an_address(make: Make) -> None:
    sender, receiver = make(socket.SOCK_DGRAM), make(socket.SOCK_DGRAM)
    assert error_of(sender.send, b"x") == errno.EDESTADDRREQ
    assert error_of(sender.recv, 1) == errno.EAGAIN
    receiver.bind((HOST, 0))
    # Sending gives the sender a port, at every address of the machine.
    assert sender.sendto(b"hello", receiver.getsockname()) == 5
    host, port = sender.getsockname()
    assert (host, port > 0) == ("0.0.0.0", True)
    assert receiver.recvfrom(3) == (b"hel", (HOST, port))
    # What was cut off is lost; flags may come before the address.
    assert error_of(receiver.recvfrom, 3) == errno.EAGAIN
    assert sender.sendto(b"again", 0, receiver.getsockname()) == 5
    assert receiver.recv(100) == b"again"
    assert error_of(sender.sendto, b"x" * 65_508, receiver.getsockname()) == (
        errno.EMSGSIZE
    )


def test_a_bound_address_is_the_sender_s(make: Make) -> None:
    sender, receiver = make(socket.SOCK_DGRAM), make(socket.SOCK_DGRAM)
    sender.bind(("127.0.0.5", 0))
    receiver.bind((HOST, 0))
    sender.connect(receiver.getsockname())
    sender.send(b"x")
    assert receiver.recvfrom(1) == (b"x", sender.getsockname())
    assert sender.getsockname()[0] == "127.0.0.5"
    assert error_of(sender.bind, (HOST, 0)) == errno.EINVAL


def test_a_connection(make: Make) -> None:
    listener, client = make(), make()
    listener.bind((HOST, 0))
    listener.listen()
    assert error_of(listener.accept) == errno.EAGAIN
    assert error_of(client.connect, listener.getsockname()) == errno.EINPROGRESS
    served, address = listener.accept()
    assert client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
    assert address == client.getsockname() == served.getpeername()
    assert client.getpeername() == served.getsockname() == listener.getsockname()
    served.setblocking(False)
    assert error_of(served.recv, 1) == errno.EAGAIN
    assert client.sendmsg([b"one", b"two"]) == 6
    buffer = bytearray(10)
    assert (served.recv_into(buffer, 4), buffer[:4]) == (4, b"onet")
    assert served.recv(100) == b"wo"
    client.shutdown(socket.SHUT_WR)
    assert error_of(client.send, b"x") == errno.EPIPE
    assert served.recv(1) == b""
    served.close()


@pytest.mark.parametrize(
    ("family", "kind", "number"),
    [
        (socket.AF_INET, socket.SOCK_SEQPACKET, errno.ESOCKTNOSUPPORT),
        (999, socket.SOCK_STREAM, errno.EAFNOSUPPORT),
    ],
)
def test_no_such_socket(make: Make, family: int, kind: int, number: int) -> None:
    assert error_of(make, kind, family) == number


async def lookups() -> list[tuple[str, str]]:
    loop = asyncio.get_running_loop()
    numeric = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
    return [await loop.getnameinfo((HOST, 80), flags) for flags in (numeric, 0)]


@pytest.mark.parametrize("loop_factory", [asyncio.SelectorEventLoop, VirtualLoop])
def test_names_of_an_address(loop_factory: Any) -> None:
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        numbers, names = runner.run(lookups())
    assert numbers == (HOST, "80")
    assert names[0] == "localhost"
