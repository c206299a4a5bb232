# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi", "httpx"]
#
# [tool.looptape]
# clock = "real"
# because = "FastAPI runs plain functions in real threads"
# ///
"""See where FastAPI runs `def` and `async def`.

A plain `def` runs in a worker thread, so it may block. An `async def`
runs on the event loop, where a blocking call holds up all requests.
The client in this script calls the application without a server.
"""

import asyncio
import threading
import time

import fastapi
import httpx

app = fastapi.FastAPI()
main_thread = threading.main_thread()


def where():
    here = threading.current_thread()
    return "event loop" if here is main_thread else "worker thread"


@app.get("/plain")
def plain():
    time.sleep(0.5)  # blocks its own thread only
    return where()


@app.get("/async")
async def wait():
    await asyncio.sleep(0.5)  # never time.sleep in an async def
    return where()


async def main():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://shop.test", timeout=10
    ) as client:
        answers = await asyncio.gather(
            client.get("/plain"), client.get("/async")
        )
        for answer in answers:
            print(f"{answer.url.path}: {answer.json()}")


if __name__ == "__main__":
    asyncio.run(main())
