# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi", "httpx", "uvicorn"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without uvicorn"
# ///
"""Errors of an ASGI application, as uvicorn logs them.

A view raises, and a middleware calls an application that sends no
response. The script prints what uvicorn logs, and the exception.
"""

import asyncio
import logging
import socket

import httpx
import uvicorn
from fastapi import FastAPI

PATHS = ["/price", "/silent/"]

app = FastAPI()


@app.middleware("http")
async def measure(request, call_next):
    return await call_next(request)


@app.get("/price")
async def price():
    return {"tea": 3}["cake"]


async def silent(scope, receive, send):
    await asyncio.sleep(0)  # and sends nothing


app.mount("/silent", silent)


class Log(logging.Handler):
    def emit(self, record):
        error = record.exc_info[1]
        print(f"uvicorn: {record.getMessage().strip()}")
        print(f"  {type(error).__name__}: {error}")


async def main():
    listening = socket.create_server(("127.0.0.1", 0))
    host, port = listening.getsockname()
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    serving = asyncio.create_task(server.serve([listening]))
    async with httpx.AsyncClient(
        base_url=f"http://{host}:{port}"
    ) as client:
        answers = [await client.get(path) for path in PATHS]
    server.should_exit = True
    await serving
    for answer in answers:
        print(f"{answer.url.path}: {answer.status_code}")


if __name__ == "__main__":
    logging.getLogger("uvicorn.error").addHandler(Log("ERROR"))
    asyncio.run(main(), debug=False)
