# /// script
# requires-python = ">=3.11"
# dependencies = ["websockets"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without websockets"
# ///
"""WebSocket connections that are refused, dropped or used by two tasks.

The server refuses one path, ends one connection without a closing
handshake, and stops reading from another, so it answers no ping.
"""

import asyncio
from http import HTTPStatus

from websockets import exceptions
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

IMPATIENT = {
    "ping_interval": 0.2,
    "ping_timeout": 0.2,
    "close_timeout": 0.2,
}


def admit(connection, request):
    if request.path == "/private":
        return connection.respond(HTTPStatus.FORBIDDEN, "no entry\n")
    return None


async def prices(connection):
    match connection.request.path:
        case "/dropped":
            connection.transport.abort()
        case "/silent":
            connection.transport.pause_reading()
            await asyncio.sleep(1)
            connection.transport.abort()
    await connection.wait_closed()


async def receive(address, **options):
    try:
        async with connect(address, **options) as websocket:
            print(await websocket.recv())
    except exceptions.WebSocketException as error:
        print(f"{type(error).__name__}: {error}")


async def receive_in_two_tasks(address):
    async with connect(address) as websocket:
        first = asyncio.create_task(websocket.recv())
        await asyncio.sleep(0)
        try:
            await websocket.recv()
        except exceptions.ConcurrencyError as error:
            print(f"ConcurrencyError: {error}")
        first.cancel()


async def main():
    async with serve(
        prices, "127.0.0.1", 0, process_request=admit
    ) as server:
        host, port = server.sockets[0].getsockname()
        site = f"ws://{host}:{port}"
        await receive(f"{site}/private")
        await receive(f"{site}/dropped")
        await receive(f"{site}/silent", **IMPATIENT)
        await receive_in_two_tasks(site)


if __name__ == "__main__":
    asyncio.run(main())
