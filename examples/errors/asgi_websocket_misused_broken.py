# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi", "uvicorn", "websockets"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without uvicorn"
# ///
"""Use a WebSocket of FastAPI before it is open, and after its end.

Starlette, on which FastAPI is built, refuses most of these calls. The
server uvicorn refuses what an ASGI application sends too late.
"""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import connect

app = FastAPI()


async def attempt(awaitable):
    try:
        await awaitable
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


@app.websocket("/closed")
async def closed(websocket: WebSocket):
    await attempt(websocket.receive_text())  # not accepted yet
    await websocket.accept()
    await websocket.close()
    await attempt(websocket.send_text("tea"))


@app.websocket("/left")
async def left(websocket: WebSocket):
    await websocket.accept()
    await attempt(websocket.receive_text())  # the client leaves
    await attempt(websocket.receive_text())


async def without_starlette(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close"})
    await attempt(send({"type": "websocket.send", "text": "tea"}))


app.mount("/plain", without_starlette)


async def main():
    listening = socket.create_server(("127.0.0.1", 0))
    host, port = listening.getsockname()
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    serving = asyncio.create_task(server.serve([listening]))
    for path in "closed", "plain/", "left":
        async with connect(f"ws://{host}:{port}/{path}") as websocket:
            if path != "left":
                await websocket.wait_closed()
    server.should_exit = True
    await serving


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
