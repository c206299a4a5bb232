# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Server-sent events: one request, and a response that stays open.

The response has no length, so the server can add to it. For each event,
it writes a line followed by an empty line.
The client reads each line when it arrives.
"""

import asyncio

import aiohttp
from aiohttp import web


async def score(request):
    asyncio.current_task().set_name("score")
    response = web.StreamResponse()
    response.content_type = "text/event-stream"
    await response.prepare(request)
    try:
        for goals in "0:1", "1:1", "1:2":
            await asyncio.sleep(1)
            await response.write(f"data: {goals}\n\n".encode())
    except ConnectionResetError:
        print("score: the client has left")
    return response


async def client(session):
    async with session.get("/") as response:
        print(f"client has status {response.status}")
        async for line in response.content:
            if line.startswith(b"data: "):
                print(f"client reads {line.decode()[6:].strip()}")
    print("client is at the end")


async def main():
    app = web.Application()
    app.add_routes([web.get("/", score)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        site = f"http://{host}:{port}"
        async with aiohttp.ClientSession(site) as session:
            await client(session)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
