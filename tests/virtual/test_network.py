"""The network in memory does what the operating system's does.

Most scenarios run twice, on asyncio's selector loop with real sockets and on the
virtual loop, and both have to give the answer that is written down here.
"""

import asyncio
import errno
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from looptape.virtual import VirtualLoop

HOST = "127.0.0.1"
Scenario = Callable[[], Awaitable[Any]]


def run(loop_factory: Callable[[], asyncio.AbstractEventLoop], main: Scenario) -> Any:
    """Run a scenario, at most ten seconds of the loop's clock."""

    async def bounded() -> Any:
        return await asyncio.wait_for(main(), 10)

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(bounded())


@pytest.fixture(params=[asyncio.SelectorEventLoop, VirtualLoop])
def both(request: pytest.FixtureRequest) -> Callable[[Scenario], Any]:
    """Run a scenario on one loop, then in another test on the other."""
    return lambda main: run(request.param, main)


@pytest.fixture
def virtual() -> Callable[[Scenario], Any]:
    """Run a scenario on the virtual loop only."""
    return lambda main: run(VirtualLoop, main)


class Log(asyncio.Protocol):
    """Note what happens to a protocol.

    Args:
        keep_open: What `eof_received` returns.
    """

    def __init__(self, keep_open: bool = False) -> None:
        self.calls: list[Any] = []
        self.keep_open = keep_open
        self.transport: Any = None
        self.made: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.calls.append("made")
        self.made.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.calls.append(data)

    def eof_received(self) -> bool:
        self.calls.append("eof")
        return self.keep_open

    def pause_writing(self) -> None:
        self.calls.append("pause")

    def resume_writing(self) -> None:
        self.calls.append("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.calls.append(("lost", type(exc)))
        self.lost.set_result(None)


async def settle() -> None:
    """Let what is under way on a loopback device arrive."""
    await asyncio.sleep(0.05)


async def connected(
    client: Callable[[], Log] = Log, server: Callable[[], Log] = Log
) -> tuple[Log, Log, asyncio.Server]:
    """Make a connection; return both protocols and the server."""
    loop = asyncio.get_running_loop()
    there: list[Log] = []

    def factory() -> Log:
        there.append(server())
        return there[-1]

    listening = await loop.create_server(factory, HOST, 0)
    port = listening.sockets[0].getsockname()[1]
    _, here = await loop.create_connection(client, HOST, port)
    await settle()
    return here, there[0], listening


async def end(*logs: Log, server: asyncio.Server) -> None:
    """Close everything that is still open."""
    for log in logs:
        log.transport.abort()
        await log.lost
    server.close()
    await server.wait_closed()


def test_bytes_arrive_later_and_in_order(both):
    """Nothing is received inside `write`; two writes may arrive as one."""

    async def main():
        here, there, server = await connected()
        here.transport.write(b"one ")
        here.transport.writelines([b"two ", b"three"])
        at_once = list(there.calls)
        await settle()
        received = b"".join(there.calls[1:])
        await end(here, there, server=server)
        return at_once, received

    assert both(main) == (["made"], b"one two three")


def test_close_reaches_the_other_side(both):
    """The side that closes hears of it at the next turn, the other one by an end."""

    async def main():
        here, there, server = await connected()
        here.transport.write(b"bye")
        here.transport.close()
        states = here.transport.is_closing(), list(here.calls)
        await asyncio.gather(here.lost, there.lost)
        here.transport.close()
        await settle()
        await end(server=server)
        return states, here.calls, there.calls

    none = type(None)
    assert both(main) == (
        (True, ["made"]),
        ["made", ("lost", none)],
        ["made", b"bye", "eof", ("lost", none)],
    )


def test_half_close(both):
    """After `write_eof` the other direction goes on, if the protocol wants it."""

    async def main():
        here, there, server = await connected(server=lambda: Log(keep_open=True))
        can = here.transport.can_write_eof()
        here.transport.write(b"question")
        here.transport.write_eof()
        await settle()
        open_still = not there.transport.is_closing()
        there.transport.write(b"answer")
        await settle()
        there.transport.close()
        await asyncio.gather(here.lost, there.lost)
        with pytest.raises(RuntimeError, match="after write_eof"):
            here.transport.write(b"more")
        await end(server=server)
        return can, open_still, here.calls, there.calls

    none = type(None)
    assert both(main) == (
        True,
        True,
        ["made", b"answer", "eof", ("lost", none)],
        ["made", b"question", "eof", ("lost", none)],
    )


def test_close_with_unread_bytes_resets(both):
    """Closing a socket that has unread bytes breaks the connection off."""

    async def main():
        here, there, server = await connected()
        there.transport.pause_reading()
        await settle()
        here.transport.write(b"nobody reads this")
        await settle()
        there.transport.close()
        await asyncio.gather(here.lost, there.lost)
        await end(server=server)
        return here.calls

    assert both(main) == ["made", ("lost", ConnectionResetError)]


def test_writes_to_a_closed_peer_fail(both, caplog):
    """The first write is answered by a reset; later ones warn and do nothing."""

    async def main():
        here, there, server = await connected(client=lambda: Log(keep_open=True))
        there.transport.abort()
        await settle()
        here.transport.write(b"1")
        await settle()
        here.transport.write(b"2")
        await here.lost
        for _ in range(8):
            here.transport.write(b"3")
        await end(server=server)
        return here.calls

    assert both(main) == ["made", "eof", ("lost", BrokenPipeError)]
    assert "socket.send() raised exception." in caplog.text


def test_flow_control(both):
    """A protocol is paused when too much is unsent, and goes on when it is sent."""
    much = b"x" * 20_000_000

    async def main():
        here, there, server = await connected()
        there.transport.pause_reading()
        here.transport.set_write_buffer_limits(high=1000, low=100)
        limits = here.transport.get_write_buffer_limits()
        here.transport.write(much)
        waiting = here.transport.get_write_buffer_size() > 1000
        paused = list(here.calls)
        there.transport.resume_reading()
        while sum(map(len, there.calls[1:])) < len(much):
            await settle()
        await settle()
        received = sum(map(len, there.calls[1:]))
        left = here.transport.get_write_buffer_size()
        await end(here, there, server=server)
        return limits, waiting, paused, here.calls[1:3], received, left

    assert both(main) == (
        (100, 1000),
        True,
        ["made", "pause"],
        ["pause", "resume"],
        len(much),
        0,
    )


def test_close_sends_what_is_buffered_first(both):
    """`close` waits for the buffer; `abort` throws it away."""
    much = b"x" * 20_000_000

    async def main():
        counts = []
        for stop in ("close", "abort"):
            here, there, server = await connected()
            here.transport.write(much)
            getattr(here.transport, stop)()
            await there.lost
            received = sum(len(call) for call in there.calls if type(call) is bytes)
            counts.append(received == len(much))
            await end(server=server)
        return counts

    assert both(main) == [True, False]


def test_buffered_protocol(both):
    """A `BufferedProtocol` gets its bytes in its own buffer."""

    class Buffered(asyncio.BufferedProtocol):
        def __init__(self) -> None:
            self.buffer = bytearray(4)
            self.pieces: list[bytes] = []

        def get_buffer(self, sizehint: int) -> bytearray:
            return self.buffer

        def buffer_updated(self, nbytes: int) -> None:
            self.pieces.append(bytes(self.buffer[:nbytes]))

    async def main():
        loop = asyncio.get_running_loop()
        buffered = Buffered()
        server = await loop.create_server(lambda: buffered, HOST, 0)
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"1234567890")
        await settle()
        writer.write_eof()
        end = await reader.read()
        writer.close()
        await writer.wait_closed()
        server.close()
        return buffered.pieces, end

    assert both(main) == ([b"1234", b"5678", b"90"], b"")


def test_names(both):
    """Both ends know both addresses, and their sockets too."""

    async def main():
        here, there, server = await connected()
        port = server.sockets[0].getsockname()[1]
        mine, yours = here.transport, there.transport
        sock = mine.get_extra_info("socket")
        seen = (
            mine.get_extra_info("peername") == (HOST, port),
            yours.get_extra_info("sockname") == (HOST, port),
            mine.get_extra_info("sockname") == yours.get_extra_info("peername"),
            sock.getpeername() == (HOST, port),
            (sock.family, sock.type),
            mine.get_extra_info("nothing", "default"),
        )
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        option = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await end(here, there, server=server)
        return *seen, bool(option)

    assert both(main) == (
        True,
        True,
        True,
        True,
        (socket.AF_INET, socket.SOCK_STREAM),
        "default",
        True,
    )


async def refusal(coroutine: Awaitable[Any]) -> tuple[type[BaseException], Any, str]:
    """Return class, number and text of the `OSError` that something raises."""
    try:
        await coroutine
    except OSError as error:
        return type(error), error.errno, str(error)
    pytest.fail("was not refused")


def test_nobody_listens(both):
    """The connection is refused, also after a server was closed."""

    async def main():
        here, there, server = await connected()
        port = server.sockets[0].getsockname()[1]
        await end(here, there, server=server)
        name, number, text = await refusal(asyncio.open_connection(HOST, port))
        return name, number, text.replace(str(port), "PORT")

    assert both(main) == (
        ConnectionRefusedError,
        errno.ECONNREFUSED,
        f"[Errno {errno.ECONNREFUSED}] Connect call failed ('127.0.0.1', PORT)",
    )


def test_taken_address(both):
    """A port has one server at a time; a closed one frees it at once."""

    async def main():
        loop = asyncio.get_running_loop()
        here, there, server = await connected()
        port = server.sockets[0].getsockname()[1]
        name, number, text = await refusal(loop.create_server(Log, HOST, port))
        everywhere = await refusal(loop.create_server(Log, "0.0.0.0", port))
        server.close()
        again = await loop.create_server(Log, HOST, port)
        await end(here, there, server=again)
        return name, number, text.replace(str(port), "PORT"), everywhere[1]

    # The words are asyncio's own, which changed in Python 3.13.
    number = f"[errno {errno.EADDRINUSE}] " if sys.version_info >= (3, 13) else ""
    assert both(main) == (
        OSError,
        errno.EADDRINUSE,
        (
            f"[Errno {errno.EADDRINUSE}] error while attempting to bind on address"
            f" ('127.0.0.1', PORT): {number}address already in use"
        ),
        errno.EADDRINUSE,
    )


def test_address_of_another_machine(both):
    """A server cannot listen at an address that is not this machine's."""

    async def main():
        loop = asyncio.get_running_loop()
        with pytest.raises(OSError, match="address"):
            await loop.create_server(Log, "192.0.2.1", 0)
        return True

    assert both(main)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "", None, "localhost", [HOST, "127.0.0.2"]]
)
def test_hosts(both, host):
    """However a server names this machine, it is reached at 127.0.0.1."""

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Log, host, 0)
        ports = [
            sock.getsockname()[1]
            for sock in server.sockets
            if sock.family == socket.AF_INET and sock.getsockname()[0] != "127.0.0.2"
        ]
        transport, log = await loop.create_connection(Log, HOST, ports[0])
        peer = transport.get_extra_info("peername")[0]
        await end(log, server=server)
        return peer, len(ports)

    assert both(main) == (HOST, 1)


def test_several_hosts_on_one_port(virtual):
    """`localhost` is two addresses here, and `::1` is one of them."""

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Log, "localhost", 8888)
        names = [sock.getsockname() for sock in server.sockets]
        transport, log = await loop.create_connection(Log, "::1", 8888)
        peer = transport.get_extra_info("peername")
        await end(log, server=server)
        return names, peer

    six = ("::1", 8888, 0, 0)
    assert virtual(main) == ([(HOST, 8888), six], six)


def test_unknown_names_and_far_addresses(virtual):
    """There is no other machine on this network."""

    async def main():
        with pytest.raises(socket.gaierror, match="Name or service not known"):
            await asyncio.open_connection("example.org", 80)
        return await refusal(asyncio.open_connection("192.0.2.1", 80))

    assert virtual(main)[1] == errno.ENETUNREACH


def test_lookups(virtual):
    """Loopback names and numbers resolve, in both directions."""

    async def main():
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo("localhost", "80", type=socket.SOCK_STREAM)
        return [info[4] for info in found], await loop.getnameinfo((HOST, 80))

    assert virtual(main) == ([(HOST, 80), ("::1", 80, 0, 0)], ("localhost", "http"))


def test_server_of_streams(both):
    """`start_server` and `open_connection` talk, line by line."""

    async def main():
        async def shout(reader, writer):
            async for line in reader:
                writer.write(line.upper())
                await writer.drain()
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(shout, HOST, 0)
        async with server:
            reader, writer = await asyncio.open_connection(
                *server.sockets[0].getsockname()
            )
            writer.write(b"one\ntwo\n")
            writer.write_eof()
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
            serving = server.is_serving()
        return answer, serving, server.is_serving(), server.sockets

    assert both(main) == (b"ONE\nTWO\n", True, False, ())


def test_serve_forever_is_cancelled(both):
    """`serve_forever` ends when it is cancelled, and the server with it."""

    async def main():
        server = await asyncio.start_server(lambda r, w: None, HOST, 0)
        serving = asyncio.create_task(server.serve_forever())
        await settle()
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        return server.is_serving()

    assert both(main) is False


@pytest.mark.skipif(
    sys.version_info < (3, 12, 1), reason="asyncio itself did not wait before 3.12.1"
)
def test_wait_closed_waits_for_connections(both):
    """A closed server waits for the connections that it made."""

    async def main():
        here, there, server = await connected()
        server.close()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 0.05)
        here.transport.close()
        await server.wait_closed()
        await there.lost
        return there.calls[-1]

    assert both(main) == ("lost", type(None))


def test_a_unix_server_with_a_socket_of_its_own(both, tmp_path: Path):
    path = str(tmp_path / "door")

    async def main():
        loop = asyncio.get_running_loop()
        virtual = isinstance(loop, VirtualLoop)
        make = loop.network.socket if virtual else socket.socket
        sock = make(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.bind(path)
        server = await asyncio.start_unix_server(
            lambda reader, writer: writer.close(), sock=sock
        )
        reader, writer = await asyncio.open_unix_connection(path)
        got, name = await reader.read(), sock.getsockname()
        writer.close()
        server.close()
        return got, name == path

    assert both(main) == (b"", True)


def test_unix_streams(both, tmp_path: Path):
    """Unix sockets have a path, and who connects to them has no name."""
    path = str(tmp_path / "door")

    async def main():
        async def answer(reader, writer):
            name = writer.get_extra_info("sockname")
            writer.write(b"yes" if name == path else b"no")
            writer.close()

        with pytest.raises(FileNotFoundError):
            await asyncio.open_unix_connection(path)
        server = await asyncio.start_unix_server(answer, path)
        reader, writer = await asyncio.open_unix_connection(path)
        peer = writer.get_extra_info("peername")
        got = await reader.read()
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        kind, _, _ = await refusal(asyncio.open_unix_connection(path))
        return peer == path, got, kind

    # The file of a closed server stays until Python 3.13 removes it.
    gone = FileNotFoundError if sys.version_info >= (3, 13) else ConnectionRefusedError
    assert both(main) == (True, b"yes", gone)


class Datagrams(asyncio.DatagramProtocol):
    """Note what happens to a datagram protocol."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.calls.append("made")

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.calls.append((data, addr))

    def error_received(self, exc: Exception) -> None:
        self.calls.append(type(exc))

    def connection_lost(self, exc: Exception | None) -> None:
        self.calls.append("lost")


def test_datagrams(both):
    """Datagrams keep their borders and name their sender."""

    async def main():
        loop = asyncio.get_running_loop()
        server, got = await loop.create_datagram_endpoint(
            Datagrams, local_addr=(HOST, 0)
        )
        place = server.get_extra_info("sockname")
        client, back = await loop.create_datagram_endpoint(Datagrams, remote_addr=place)
        me = client.get_extra_info("sockname")
        client.sendto(b"one")
        client.sendto(b"two", place)
        with pytest.raises(ValueError, match="Invalid address"):
            client.sendto(b"three", (HOST, 9))
        at_once = list(got.calls)
        await settle()
        server.sendto(b"back", me)
        await settle()
        client.close()
        server.close()
        await settle()
        return (
            at_once,
            got.calls
            == [
                "made",
                (b"one", me),
                (b"two", me),
                "lost",
            ],
            back.calls == ["made", (b"back", place), "lost"],
        )

    assert both(main) == (["made"], True, True)


def test_datagram_to_nobody(both):
    """A connected sender hears that nobody is there, another one does not."""

    async def main():
        loop = asyncio.get_running_loop()
        gone, _ = await loop.create_datagram_endpoint(Datagrams, local_addr=(HOST, 0))
        place = gone.get_extra_info("sockname")
        gone.close()
        await settle()
        one, connected_log = await loop.create_datagram_endpoint(
            Datagrams, remote_addr=place
        )
        two, free_log = await loop.create_datagram_endpoint(
            Datagrams, local_addr=(HOST, 0)
        )
        one.sendto(b"hello?")
        two.sendto(b"hello?", place)
        await settle()
        one.sendto(b"x" * 70_000)
        one.close()
        two.close()
        await settle()
        return connected_log.calls, free_log.calls

    assert both(main) == (
        ["made", ConnectionRefusedError, OSError, "lost"],
        ["made", "lost"],
    )


def test_sockets_of_the_program(both):
    """Sockets that a program makes itself work with the loop's `sock_` methods."""

    async def main():
        loop = asyncio.get_running_loop()
        listener, client = socket.socket(), socket.socket()
        listener.bind((HOST, 0))
        listener.listen()
        for sock in (listener, client):
            sock.setblocking(False)
        accepting = asyncio.create_task(loop.sock_accept(listener))
        await settle()
        await loop.sock_connect(client, listener.getsockname())
        connection, _ = await accepting
        await loop.sock_sendall(client, b"question")
        asked = await loop.sock_recv(connection, 100)
        reader, writer = await asyncio.open_connection(sock=client)
        await loop.sock_sendall(connection, b"answer")
        connection.close()
        answered = await reader.read()
        writer.close()
        await writer.wait_closed()
        listener.close()
        return asked, answered

    assert both(main) == (b"question", b"answer")


def test_connected_socket_of_the_program(virtual):
    """What the real network connected cannot be taken over."""

    async def main():
        one, two = socket.socketpair()
        with one, two, pytest.raises(NotImplementedError, match="real network"):
            await asyncio.open_connection(sock=one)
        with socket.socket() as sock, pytest.raises(NotImplementedError, match="real"):
            asyncio.get_running_loop().add_reader(sock, print)

    virtual(main)


def test_unix_datagrams(both, tmp_path: Path):
    """Unix datagrams go from path to path, and to nobody else."""
    one, two = str(tmp_path / "one"), str(tmp_path / "two")

    async def main():
        loop = asyncio.get_running_loop()
        receiver, got = await loop.create_datagram_endpoint(
            Datagrams, local_addr=one, family=socket.AF_UNIX
        )
        sender, _ = await loop.create_datagram_endpoint(
            Datagrams, local_addr=two, remote_addr=one, family=socket.AF_UNIX
        )
        sender.sendto(b"hello")
        await settle()
        sender.close()
        receiver.close()
        await settle()
        missing = str(tmp_path / "nobody")
        kind, _, _ = await refusal(
            loop.create_datagram_endpoint(
                Datagrams, remote_addr=missing, family=socket.AF_UNIX
            )
        )
        return got.calls == ["made", (b"hello", two), "lost"], kind

    assert both(main) == (True, FileNotFoundError)


def test_datagram_sockets_of_the_program(both):
    """The loop's methods for datagram sockets work, whole and cut off."""

    async def main():
        loop = asyncio.get_running_loop()
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        two = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with one, two:
            for sock in (one, two):
                sock.setblocking(False)
                sock.bind((HOST, 0))
            receiving = asyncio.create_task(loop.sock_recvfrom(two, 3))
            await settle()
            await loop.sock_sendto(one, b"hello", two.getsockname())
            data, sender = await receiving
            buffer = bytearray(10)
            filling = asyncio.create_task(loop.sock_recvfrom_into(two, buffer))
            await settle()
            await loop.sock_sendto(one, b"world", two.getsockname())
            count, _ = await filling
            return data, sender == one.getsockname(), bytes(buffer[:count])

    assert both(main) == (b"hel", True, b"world")


def test_a_client_chooses_its_address(both):
    """`local_addr` binds the client; a taken address is refused."""

    async def main():
        loop = asyncio.get_running_loop()
        here, there, server = await connected()
        place = server.sockets[0].getsockname()
        transport, log = await loop.create_connection(
            Log, *place, local_addr=("127.0.0.2", 0)
        )
        name = transport.get_extra_info("sockname")[0]
        _, number, _ = await refusal(
            loop.create_connection(Log, *place, local_addr=place)
        )
        await end(here, there, log, server=server)
        return name, number

    assert both(main) == ("127.0.0.2", errno.EADDRINUSE)


def test_servers_share_a_port(both):
    """With `reuse_port` two servers may listen at one address."""

    async def main():
        loop = asyncio.get_running_loop()
        one = await loop.create_server(Log, HOST, 0, reuse_port=True)
        port = one.sockets[0].getsockname()[1]
        two = await loop.create_server(Log, HOST, port, reuse_port=True)
        _, number, _ = await refusal(loop.create_server(Log, HOST, port))
        one.close()
        _transport, log = await loop.create_connection(Log, HOST, port)
        await end(log, server=two)
        return number

    assert both(main) == errno.EADDRINUSE


def test_a_server_that_does_not_accept_in_time(both):
    """Who connected to a server that closes before it accepts, is reset."""

    async def main():
        loop = asyncio.get_running_loop()
        with socket.socket() as listener:
            listener.setblocking(False)
            listener.bind((HOST, 0))
            listener.listen()
            server = await loop.create_server(Log, sock=listener, start_serving=False)
            accepting = asyncio.create_task(loop.sock_accept(listener))
            await settle()
            accepting.cancel()
            _transport, log = await loop.create_connection(Log, *listener.getsockname())
            server.close()
            await log.lost
            return log.calls[-1]

    assert both(main) == ("lost", ConnectionResetError)


def test_ports_are_the_same_in_every_run(virtual):
    """Free ports are given out in order; descriptors are, too."""

    async def main():
        here, there, server = await connected()
        shown = repr(server.sockets[0]), here.transport.get_extra_info("sockname")
        await end(here, there, server=server)
        return shown

    first = virtual(main)
    assert first == virtual(main)
    assert first[1] == (HOST, 49_153)


# aiohttp, unmodified, both as client and as server.


async def stories(request: web.Request) -> web.Response:
    assert request.transport is not None
    client = request.transport.get_extra_info("peername")
    return web.json_response({"path": request.path, "client": client})


async def chunked(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for part in (b"one ", b"two ", b"three"):
        await response.write(part)
        await asyncio.sleep(0.01)
    return response


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(1)
    return web.Response(text="late")


async def cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"half")
    assert request.transport is not None
    request.transport.close()
    return response


async def socket_echo(request: web.Request) -> web.WebSocketResponse:
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    async for message in ws:
        await ws.send_str(message.data.upper())
    return ws


async def web_session() -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """Start a server; yield a client and the server's address."""
    app = web.Application()
    app.router.add_get("/cut", cut)
    app.router.add_get("/slow", slow)
    app.router.add_get("/chunked", chunked)
    app.router.add_get("/socket", socket_echo)
    app.router.add_get("/{rest:.*}", stories)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as session:
        yield session, f"http://{host}:{port}"
    await runner.cleanup()


def web_scenario(
    ask: Callable[[aiohttp.ClientSession, str], Awaitable[Any]],
) -> Scenario:
    """Wrap what a client does into a server's life."""

    async def main() -> Any:
        async for session, url in web_session():
            answer = await ask(session, url)
        return answer

    return main


def test_aiohttp_keeps_alive(both):
    """Requests one after the other share a connection."""

    async def ask(session, url):
        peers = []
        for number in range(3):
            async with session.get(f"{url}/{number}") as response:
                answer = await response.json()
            peers.append(tuple(answer["client"]))
            assert answer["path"] == f"/{number}"
        return len(peers), len(set(peers))

    assert both(web_scenario(ask)) == (3, 1)


def test_aiohttp_chunked_and_concurrent(both):
    """Bodies in pieces arrive whole, several at a time."""

    async def ask(session, url):
        async def get():
            async with session.get(f"{url}/chunked") as response:
                return await response.read()

        return await asyncio.gather(*(get() for _ in range(5)))

    assert both(web_scenario(ask)) == [b"one two three"] * 5


def test_aiohttp_websocket(both):
    """A websocket talks both ways and closes."""

    async def ask(session, url):
        async with session.ws_connect(f"{url}/socket") as ws:
            await ws.send_str("hello")
            answer = await ws.receive_str()
        return answer, ws.close_code

    assert both(web_scenario(ask)) == ("HELLO", 1000)


def test_aiohttp_faults(both):
    """A cut body, a time-out and a refused connection are aiohttp's own errors."""

    async def ask(session, url):
        found = []
        with pytest.raises(aiohttp.ClientPayloadError):
            async with session.get(f"{url}/cut") as response:
                await response.read()
        found.append("cut")
        with pytest.raises(TimeoutError):
            await session.get(f"{url}/slow", timeout=aiohttp.ClientTimeout(total=0.1))
        found.append("timeout")
        with socket.socket() as unused:
            unused.bind((HOST, 0))
            port = unused.getsockname()[1]
            with pytest.raises(aiohttp.ClientConnectorError) as caught:
                await session.get(f"http://{HOST}:{port}/")
        found.append(caught.value.os_error.errno)
        return found

    assert both(web_scenario(ask)) == ["cut", "timeout", errno.ECONNREFUSED]


def test_aiohttp_in_virtual_time(virtual):
    """Three slow requests at once take one second of the virtual clock."""

    async def ask(session, url):
        loop = asyncio.get_running_loop()
        began = loop.now

        async def get():
            async with session.get(f"{url}/slow") as response:
                return await response.text()

        answers = await asyncio.gather(*(get() for _ in range(3)))
        return answers, loop.now - began

    assert virtual(web_scenario(ask)) == (["late"] * 3, 1_000_000_000)
