# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
#
# [tool.looptape]
# clock = "real"
# because = "HTTPX is not known to the recorder"
# ///
"""Use an HTTPX client in ways that it refuses.

The client is open only inside its `async with` block, and it needs a
whole URL, a server, and an async generator for a body sent in pieces.
"""

import asyncio

import httpx

PRICES = "http://127.0.0.1:1/prices"  # nothing listens on port 1


async def attempt(awaitable):
    try:
        await awaitable
    except (RuntimeError, httpx.HTTPError) as error:
        print(f"{type(error).__name__}: {error}")


async def open_again(client):
    async with client:
        pass


def pieces():
    yield b"one tea"


async def main():
    async with httpx.AsyncClient() as client:
        await attempt(client.get("example.com/prices"))
        await attempt(client.get(PRICES))
        await attempt(client.post(PRICES, content=pieces()))
        await attempt(open_again(client))
    await attempt(client.get(PRICES))


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
