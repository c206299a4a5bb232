# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi", "httpx"]
#
# [tool.looptape]
# clock = "real"
# because = "it computes in another process"
# ///
"""Compute in a web application, and answer other requests meanwhile.

The server calls `asyncio.run`, so the application opens its pool in its
lifespan: what is before the `yield` runs when the server starts, and
what is after it when the server stops. A server has threads, so the
pool must not fork: it starts its processes afresh, with "spawn".
This script is its own client, and enters the lifespan as a server does.
"""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager

import fastapi
import httpx


@asynccontextmanager
async def lifespan(app):
    spawn = multiprocessing.get_context("spawn")
    app.state.pool = ProcessPoolExecutor(mp_context=spawn)
    try:
        yield
    finally:  # this waits for the processes, so do it in a thread
        await asyncio.to_thread(app.state.pool.shutdown)


app = fastapi.FastAPI(lifespan=lifespan)


def count_primes(limit):
    return sum(
        all(number % divisor for divisor in range(2, number))
        for number in range(2, limit)
    )


@app.get("/primes/{limit}")
async def primes(limit: int, request: fastapi.Request):
    loop = asyncio.get_running_loop()
    pool = request.app.state.pool
    return await loop.run_in_executor(pool, count_primes, limit)


@app.get("/health")
async def health():
    return "fine"


async def get(client, path):
    response = await client.get(path)
    print(f"{path}: {response.json()}")


async def main():
    transport = httpx.ASGITransport(app)
    async with (
        lifespan(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://shop.test"
        ) as client,
        asyncio.TaskGroup() as group,
    ):
        for path in "/primes/2000", "/health":
            group.create_task(get(client, path), name=path)


if __name__ == "__main__":
    asyncio.run(main())
