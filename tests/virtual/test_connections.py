"""Connections of protocols, on real sockets and in memory."""

import asyncio
import socket

import pytest

from tests.virtual.scenarios import HOST, Log, connected, end, settle


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
