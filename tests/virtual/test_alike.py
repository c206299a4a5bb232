"""Small questions that the real network and the one in memory answer alike.

Each scenario runs on asyncio's selector loop and on the virtual loop. What it
returns or raises has to be what is written here, on both.
"""

import asyncio
import io
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from looptape.virtual import VirtualLoop

HOST = "127.0.0.1"
LOOPS = [asyncio.SelectorEventLoop, VirtualLoop]


def ask(loop_factory: Any, main: Callable[[], Awaitable[Any]]) -> Any:
    """Run a scenario and return its result, or the error's class and words."""

    async def bounded() -> Any:
        return await asyncio.wait_for(main(), 20)

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        try:
            return runner.run(bounded())
        except Exception as error:
            return type(error), str(error)


@asynccontextmanager
async def connection() -> AsyncIterator[tuple[Any, Any]]:
    """A connection to a server that closes it immediately."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), HOST, 0)
    streams = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield streams
    finally:
        streams[1].close()
        server.close()
        await asyncio.sleep(0.01)


def loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


async def connect_again_after_cancelling() -> list[Any]:
    """The first answer is that of the connect that was cancelled."""
    with socket.create_server((HOST, 0)) as free:
        address = free.getsockname()
    answers: list[Any] = []
    with socket.socket() as sock:
        sock.setblocking(False)
        task = asyncio.create_task(loop().sock_connect(sock, address))
        await asyncio.sleep(0)
        task.cancel()
        server = await asyncio.start_server(lambda _, writer: writer.close(), *address)
        for _ in range(2):
            try:
                answers.append(await loop().sock_connect(sock, address))
            except OSError as error:
                answers.append(type(error))
        server.close()
    return answers


async def connect_again_after_refusal() -> list[Any]:
    """Linux aborts the first connect after a refused one."""
    with socket.create_server((HOST, 0)) as free:
        address = free.getsockname()
    answers: list[Any] = []
    with socket.socket() as sock, socket.socket() as listener:
        sock.setblocking(False)
        listener.setblocking(False)
        for attempt in range(3):
            if attempt == 1:
                server = await asyncio.start_server(lambda _, w: w.close(), *address)
            try:
                answers.append(await loop().sock_connect(sock, address))
            except OSError as error:
                answers.append(type(error))
        server.close()
    return answers


async def connect_twice() -> Any:
    async with connection() as (_, writer):
        address = writer.get_extra_info("peername")
        with socket.socket() as sock:
            sock.setblocking(False)
            await loop().sock_connect(sock, address)
            # Nothing has told the kernel's socket yet that it is connected.
            await loop().sock_connect(sock, address)
            try:
                await loop().sock_connect(sock, address)
            except OSError as error:
                return error.errno


async def listening_before_the_loop_knows() -> bytes:
    # Another thread could serve it, but none of those that other tests have left.
    alone = mock.patch("threading.active_count", return_value=1)
    with alone, socket.create_server((HOST, 0)) as listener:
        listener.setblocking(False)
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        accepted, _ = await loop().sock_accept(listener)
        await loop().sock_sendall(accepted, b"hi")
        got = await reader.read(2)
        accepted.close()
        writer.close()
        return got


async def a_socket_that_is_not_connected_is_ready() -> str:
    ready = loop().create_future()
    server = await asyncio.start_server(lambda _, writer: writer.close(), HOST, 0)
    async with server:
        transport, _ = await loop().create_connection(
            asyncio.Protocol, *server.sockets[0].getsockname()
        )
        with await unconnected(transport) as sock:
            loop().add_reader(sock, ready.set_result, "ready")
            await ready
            loop().remove_reader(sock)
        transport.close()
        return await ready


async def unconnected(transport: asyncio.Transport) -> Any:
    """Return a socket of the loop's kind."""
    if isinstance(loop(), VirtualLoop):
        return loop().network.socket(socket.AF_INET, socket.SOCK_STREAM)
    return socket.socket()


async def unix_writes_to_a_closed_peer() -> list[Any]:
    def serve(_reader: Any, writer: Any) -> None:
        writer.close()

    answers: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "socket")
        server = await asyncio.start_unix_server(serve, path)
        reader, writer = await asyncio.open_unix_connection(path)
        answers.append(await reader.read())
        writer.write_eof()
        for _ in range(2):
            try:
                writer.write(b"x")
                await writer.drain()
            except (OSError, RuntimeError) as error:
                answers.append(type(error))
        writer.close()
        server.close()
    return answers


async def unix_bytes_under_way() -> tuple[int, int]:
    """How many bytes are left over when nothing is read, and when all was."""

    class Lazy(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            transport.pause_reading()
            made.set_result(transport)

    made = loop().create_future()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "socket")
        server = await loop().create_unix_server(Lazy, path)
        transport, _ = await loop().create_unix_connection(asyncio.Protocol, path)
        transport.write(b"x" * 400_000)
        there = await made
        before = transport.get_write_buffer_size()
        there.resume_reading()
        await asyncio.sleep(0.1)
        after = transport.get_write_buffer_size()
        transport.close()
        there.close()
        server.close()
        await asyncio.sleep(0.01)
        return before, after


async def broadcast_is_allowed() -> bool:
    transport, _ = await loop().create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=(HOST, 0), allow_broadcast=True
    )
    sock = transport.get_extra_info("socket")
    allowed = sock.getsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST)
    transport.close()
    return bool(allowed)


async def service_names() -> list[int]:
    infos = [await loop().getaddrinfo(HOST, name) for name in ("http", "https", "8080")]
    return [info[0][4][1] for info in infos]


async def send_a_file_without_fallback() -> list[Any]:
    """From its fifth byte on, and the file's position follows."""
    got = loop().create_future()

    async def serve(reader: Any, writer: Any) -> None:
        got.set_result(await reader.read())
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    with tempfile.TemporaryFile() as file:
        file.write(bytes(range(256)) * 4096)
        sent = await loop().sendfile(writer.transport, file, 5, 700_000, fallback=False)
        position = file.tell()
    writer.close()
    data = await got
    server.close()
    return [sent, position, len(data), data[:2], data[-1]]


async def send_what_is_no_file() -> Any:
    async with connection() as (_, writer):
        try:
            return await loop().sendfile(
                writer.transport, io.BytesIO(b"x"), fallback=False
            )
        except asyncio.SendfileNotAvailableError as error:
            return type(error)


async def a_server_keeps_its_connections_alive() -> int:
    options = {"keep_alive": True} if hasattr(asyncio.Server, "close_clients") else {}
    server = await asyncio.start_server(lambda _, w: None, HOST, 0, **options)
    option = server.sockets[0].getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    server.close()
    return bool(option) == bool(options)


ANSWERS = [
    (connect_again_after_cancelling, [ConnectionRefusedError, None]),
    (
        connect_again_after_refusal,
        [ConnectionRefusedError, ConnectionAbortedError, None],
    ),
    (connect_twice, 106),
    (listening_before_the_loop_knows, b"hi"),
    (a_socket_that_is_not_connected_is_ready, "ready"),
    (unix_writes_to_a_closed_peer, [b"", RuntimeError, RuntimeError]),
    (unix_bytes_under_way, (400_000 - 219_264, 0)),
    (broadcast_is_allowed, True),
    (service_names, [80, 443, 8080]),
    (send_a_file_without_fallback, [700_000, 700_005, 700_000, b"\x05\x06", 100]),
    (send_what_is_no_file, asyncio.SendfileNotAvailableError),
    (a_server_keeps_its_connections_alive, True),
]

P = asyncio.Protocol
# What is asked, and the words of the error.
ERRORS: list[tuple[Callable[[], Awaitable[Any]], type[Exception], str]] = [
    (
        lambda: loop().create_server(P, "no.such.invalid", 0, ssl_handshake_timeout=1),
        ValueError,
        "ssl_handshake_timeout is only meaningful with ssl",
    ),
    (
        lambda: loop().create_unix_connection(P, "/nowhere", server_hostname="x"),
        ValueError,
        "server_hostname is only meaningful with ssl",
    ),
    (
        lambda: loop().create_unix_connection(P, "/nowhere", ssl_handshake_timeout=1),
        ValueError,
        "ssl_handshake_timeout is only meaningful with ssl",
    ),
    (
        lambda: loop().create_unix_server(P),
        ValueError,
        "path was not specified, and no sock specified",
    ),
    (
        lambda: loop().create_unix_connection(P),
        ValueError,
        "no path and sock were specified",
    ),
    (
        lambda: loop().create_connection(P, "localhost", 80, sock=object()),
        ValueError,
        "host/port and sock can not be specified at the same time",
    ),
    (
        lambda: asyncio.open_connection(HOST, "nosuchservice"),
        socket.gaierror,
        "[Errno -8] Servname not supported for ai_socktype",
    ),
    (
        lambda: loop().getnameinfo(("abc", 80)),
        socket.gaierror,
        "[Errno -2] Name or service not known",
    ),
    (
        lambda: asyncio.open_connection(HOST, 70_000),
        OverflowError,
        "connect(): port must be 0-65535.",
    ),
    (
        lambda: asyncio.start_server(lambda r, w: None, HOST, 70_000),
        OverflowError,
        "bind(): port must be 0-65535.",
    ),
]


@pytest.mark.parametrize("loop_factory", LOOPS)
@pytest.mark.parametrize(
    ("main", "answer"), ANSWERS, ids=lambda value: getattr(value, "__name__", "")
)
def test_an_answer(loop_factory: Any, main: Any, answer: Any) -> None:
    assert ask(loop_factory, main) == answer


@pytest.mark.parametrize("loop_factory", LOOPS)
@pytest.mark.parametrize(("main", "error", "words"), ERRORS, ids=lambda value: "")
def test_an_error(loop_factory: Any, main: Any, error: type, words: str) -> None:
    assert ask(loop_factory, main) == (error, words)


@pytest.mark.parametrize("loop_factory", LOOPS)
@pytest.mark.parametrize("host", ["a" * 70, "a..b"])
def test_what_can_be_no_name(loop_factory: Any, host: str) -> None:
    """The words are those of the codec, which differ from Python to Python."""
    got = ask(loop_factory, lambda: asyncio.open_connection(host, 80))
    assert issubclass(got[0], UnicodeError)


# What only the virtual loop refuses, in one line that says what to do.


def test_a_socket_cannot_be_duplicated() -> None:
    async def main() -> None:
        async with connection() as (_, writer):
            writer.get_extra_info("socket").dup()

    error, words = ask(VirtualLoop, main)
    assert error is NotImplementedError
    assert "use the transport itself" in words


def test_a_real_server_in_a_thread_is_refused() -> None:
    """It cannot be reached, and connecting to it in memory would wait for ever."""
    ended = threading.Event()

    async def main() -> None:
        with socket.create_server((HOST, 0)) as listener:
            serving = asyncio.create_task(asyncio.to_thread(ended.wait, 10))
            await asyncio.sleep(0)
            try:
                await asyncio.open_connection(*listener.getsockname())
            finally:
                ended.set()
                await serving

    error, words = ask(VirtualLoop, main)
    assert error is NotImplementedError
    assert words.endswith("give it to the loop before you connect to it")


def test_a_full_unix_receiver_holds_its_sender_back() -> None:
    """A datagram of UDP would be lost; here it is sent when there is room."""

    class Slow(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.got: list[int] = []

        def datagram_received(self, data: bytes, _address: Any) -> None:
            self.got.append(len(data))

    async def main() -> list[int]:
        transport, slow = await loop().create_datagram_endpoint(
            Slow, local_addr="\0slow", family=socket.AF_UNIX
        )
        sender, _ = await loop().create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr="\0slow", family=socket.AF_UNIX
        )
        for _ in range(5):
            sender.sendto(b"x" * 100_000)
        await asyncio.sleep(0.1)
        sender.close()
        transport.close()
        return slow.got

    assert ask(VirtualLoop, main) == [100_000] * 5
    assert ask(asyncio.SelectorEventLoop, main) == [100_000] * 5
