"""aiohttp's client and server, on real sockets and in memory."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.virtual.scenarios import HOST, Scenario


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
