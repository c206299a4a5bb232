# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
#
# [tool.looptape]
# clock = "real"
# because = "HTTPX is not known to the recorder"
# ///
"""Send HTTPX requests to a slow server, and to one that hangs up.

HTTPX has an error for each phase that can take too long: connecting,
sending, waiting for data, and waiting for a free connection. These
errors have no message.
"""

import asyncio

import httpx


async def answer(reader, writer):
    if b"/slow" in await reader.readline():
        await reader.read()  # until the client leaves
    writer.close()


async def attempt(site, **limits):
    timeout = httpx.Timeout(5, **limits)
    try:
        async with httpx.AsyncClient(timeout=timeout) as client:
            await client.get(site)
    except httpx.TransportError as error:
        print(f"{type(error).__name__}: {error}")


async def two_at_a_time(site):
    limits = httpx.Limits(max_connections=1)
    timeout = httpx.Timeout(5, read=1, pool=0.2)
    async with httpx.AsyncClient(
        limits=limits, timeout=timeout
    ) as client:
        calls = [client.get(site) for _ in range(2)]
        for error in await asyncio.gather(
            *calls, return_exceptions=True
        ):
            print(type(error).__name__)


async def main():
    async with await asyncio.start_server(
        answer, "127.0.0.1", 0
    ) as server:
        host, port = server.sockets[0].getsockname()
        site = f"http://{host}:{port}"
        await attempt(f"{site}/hangs-up")
        await attempt(f"{site}/slow", connect=0.000001)
        await attempt(f"{site}/slow", read=0.2)
        await two_at_a_time(f"{site}/slow")


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
