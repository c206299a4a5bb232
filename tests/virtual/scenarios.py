"""Runs a scenario on a loop, and notes what happens to a protocol."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

HOST = "127.0.0.1"
Scenario = Callable[[], Awaitable[Any]]


def run(loop_factory: Callable[[], asyncio.AbstractEventLoop], main: Scenario) -> Any:
    """Run a scenario, at most ten seconds of the loop's clock."""

    async def bounded() -> Any:
        return await asyncio.wait_for(main(), 10)

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(bounded())


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


async def refusal(coroutine: Awaitable[Any]) -> tuple[type[BaseException], Any, str]:
    """Return class, number and text of the `OSError` that something raises."""
    try:
        await coroutine
    except OSError as error:
        return type(error), error.errno, str(error)
    pytest.fail("was not refused")
