"""Datagrams, on real sockets and in memory."""

import asyncio
import socket
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.virtual.scenarios import HOST, refusal, settle


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


@contextmanager
def two_sockets():
    """Two bound sockets of the program's own."""
    with ExitStack() as stack:
        made = []
        for _ in range(2):
            one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.append(stack.enter_context(one))
            one.setblocking(False)
            one.bind((HOST, 0))
        yield made


def test_datagram_sockets_of_the_program(both):
    """The loop's methods for datagram sockets work, whole and cut off."""

    async def main():
        loop = asyncio.get_running_loop()
        with two_sockets() as (one, two):
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


def test_a_datagram_comes_before_its_receiver_is_used(both, monkeypatch):
    """A socket that the program has bound gets what was sent before it asks."""
    # A thread that another test has left is none of this program.
    monkeypatch.setattr(threading, "active_count", lambda: 1)

    async def main():
        loop = asyncio.get_running_loop()
        with two_sockets() as (one, two):
            await loop.sock_sendto(one, b"hello", two.getsockname())
            data, sender = await loop.sock_recvfrom(two, 10)
            return data, sender == one.getsockname()

    assert both(main) == (b"hello", True)
