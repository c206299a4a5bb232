"""Random network programs run in the same order on the real network and in memory."""

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from looptape.virtual import VirtualLoop

HOST = "127.0.0.1"
SEEDS = range(60)
# A machine under load may let a real program go another way, though seldom.
REAL_RUNS = 3
# Seconds after which a read or a drain that gets nowhere is given up.
PATIENCE = 0.2

Step = tuple[str, int]
Main = Callable[[list[str]], Awaitable[None]]


def some_steps(chance: random.Random) -> list[Step]:
    """Return up to six things that one end of a connection does."""
    return [
        chance.choice(
            [
                ("write", chance.choice([1, 10, 1000, 70_000])),
                ("read", chance.choice([1, 10, 1000, 100_000])),
                ("drain", 0),
                ("turn", 0),
                ("eof", 0),
            ]
        )
        for _ in range(chance.randint(1, 6))
    ]


async def one_step(reader: Any, writer: Any, step: Step) -> str:
    """Do one thing and tell what came of it."""
    what, size = step
    if what == "write":
        writer.write(b"x" * size)
    elif what == "read":
        size = len(await asyncio.wait_for(reader.read(size), PATIENCE))
    elif what == "drain":
        await asyncio.wait_for(writer.drain(), PATIENCE)
    elif what == "eof":
        writer.write_eof()
    else:
        await asyncio.sleep(0)
    return f"{what} {size}"


async def converse(
    log: list[str], name: str, streams: tuple[Any, Any], steps: list[Step]
) -> None:
    """Do all steps of one end, then close it."""
    reader, writer = streams
    try:
        for step in steps:
            log.append(f"{name} {await one_step(reader, writer, step)}")
            if step[0] == "eof":
                break
    except (OSError, TimeoutError) as error:
        log.append(f"{name} {type(error).__name__}")
    writer.close()
    try:
        await asyncio.wait_for(writer.wait_closed(), PATIENCE)
        log.append(f"{name} closed")
    except (OSError, TimeoutError) as error:
        log.append(f"{name} closed, {type(error).__name__}")


def stream_program(seed: int, path: str | None) -> Main:
    """Make a program of some clients of one server.

    Args:
        seed: For the chances.
        path: The name of a Unix socket, None for TCP.
    """
    chance = random.Random(seed)
    pairs = [
        (some_steps(chance), some_steps(chance)) for _ in range(chance.randint(1, 4))
    ]
    together = chance.random() < 0.6

    async def main(log: list[str]) -> None:
        served: list[Any] = []

        async def serve(*streams: Any) -> None:
            number = len(served)
            served.append(asyncio.current_task())
            log.append(f"server {number} accepted")
            await converse(log, f"server {number}", streams, pairs[number][1])

        async def client(number: int) -> None:
            streams = await connect()
            log.append(f"client {number} connected")
            await converse(log, f"client {number}", streams, pairs[number][0])

        if path is None:
            server = await asyncio.start_server(serve, HOST, 0)
            address = server.sockets[0].getsockname()
            connect = partial(asyncio.open_connection, *address)
        else:
            server = await asyncio.start_unix_server(serve, path)
            connect = partial(asyncio.open_unix_connection, path)
        clients = [client(number) for number in range(len(pairs))]
        if together:
            await asyncio.gather(*clients)
        else:
            for each in clients:
                await each
        await asyncio.sleep(0.01)  # A client may be done before it was accepted.
        await asyncio.gather(*served)
        server.close()

    return main


def datagram_program(seed: int) -> Main:
    """Make a program of some clients of one server that answers each datagram."""
    chance = random.Random(seed)
    scripts = [some_steps(chance) for _ in range(chance.randint(1, 4))]

    async def main(log: list[str]) -> None:
        loop = asyncio.get_running_loop()

        class Peer(asyncio.DatagramProtocol):
            def __init__(self, name: str) -> None:
                self.name = name

            def connection_made(self, transport: Any) -> None:
                self.transport = transport
                log.append(f"{self.name} made")

            def datagram_received(self, data: bytes, address: Any) -> None:
                log.append(f"{self.name} got {len(data)}")
                if self.name == "server":
                    self.transport.sendto(data + b"!", address)

        async def client(number: int) -> None:
            name = f"client {number}"
            transport, _ = await loop.create_datagram_endpoint(
                lambda: Peer(name), remote_addr=address
            )
            for what, size in scripts[number]:
                if what == "write":
                    transport.sendto(b"x" * min(size, 1000))
                    log.append(f"{name} sent")
                else:
                    await asyncio.sleep(0)
            await asyncio.sleep(0.02)
            transport.close()

        server, _ = await loop.create_datagram_endpoint(
            lambda: Peer("server"), local_addr=(HOST, 0)
        )
        address = server.get_extra_info("sockname")
        await asyncio.gather(*map(client, range(len(scripts))))
        server.close()
        await asyncio.sleep(0.01)

    return main


def log_of(loop_factory: Callable[[], Any], main: Main) -> list[str]:
    """Run a program and return what it noted."""
    log: list[str] = []
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main(log))
    return log


def check(program: Callable[[int], Main]) -> None:
    for seed in SEEDS:
        got = log_of(VirtualLoop, program(seed))
        for _ in range(REAL_RUNS):
            expected = log_of(asyncio.SelectorEventLoop, program(seed))
            if got == expected:
                break
        assert got == expected, f"seed {seed}"
        assert got == log_of(VirtualLoop, program(seed))


def test_tcp() -> None:
    check(lambda seed: stream_program(seed, None))


def test_unix() -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = iter(range(10_000))
        check(lambda seed: stream_program(seed, str(Path(folder) / f"s{next(names)}")))


def test_udp() -> None:
    check(datagram_program)


@pytest.mark.parametrize("loop_factory", [asyncio.SelectorEventLoop, VirtualLoop])
def test_a_server_wakes_before_its_client(loop_factory: Any) -> None:
    """The server watched its socket before the client's was there."""

    async def main(log: list[str]) -> None:
        async def serve(_reader: Any, writer: Any) -> None:
            log.append("server: accepted")
            writer.close()

        server = await asyncio.start_server(serve, HOST, 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        log.append("client: connected")
        await reader.read()
        writer.close()
        server.close()

    assert log_of(loop_factory, main) == ["server: accepted", "client: connected"]
