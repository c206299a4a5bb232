"""The network in memory does what the operating system's does.

Most scenarios run twice, on asyncio's selector loop with real sockets and on the
virtual loop, and both have to give the answer that is written down here.
"""

import asyncio
import errno
import socket
import sys
from pathlib import Path

import pytest

from looptape.virtual import VirtualLoop
from tests.virtual.scenarios import HOST, Log, connected, end, refusal, settle


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
