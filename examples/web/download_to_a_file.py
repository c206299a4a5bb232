# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Download a large file piece by piece.

The body is never in memory as a whole. It is written to a temporary
file, which is renamed when it is complete. That way, half a file is not
mistaken for a whole one, as long as the answer is chunked or has a
`Content-Length`, and only one task at a time downloads to that path.
"""

import asyncio
import tempfile
from pathlib import Path

import aiohttp
from aiohttp import web

PHOTO = bytes(1_000_000)
SIZE = 65_536  # bytes in a piece, at most


async def photo(request):
    return web.Response(body=PHOTO)


async def half(request):
    response = web.StreamResponse()
    response.content_length = len(PHOTO)
    await response.prepare(request)
    await response.write(PHOTO[:500_000])
    request.transport.close()
    return response


async def download(session, url, path):
    part = path.with_name(f"{path.name}.part")
    try:
        async with session.get(url) as response:
            response.raise_for_status()
            with part.open("wb") as file:
                async for piece in response.content.iter_chunked(SIZE):
                    file.write(piece)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


async def client(site, folder):
    async with aiohttp.ClientSession(site) as session:
        for url in "/photo", "/half", "/none":
            try:
                await download(session, url, folder / f"{url[1:]}.jpg")
            except aiohttp.ClientError as error:
                print(f"{url}: {type(error).__name__}")
    for path in folder.iterdir():
        print(f"{path.name} has {path.stat().st_size} bytes")


async def main():
    app = web.Application()
    app.add_routes([web.get("/photo", photo), web.get("/half", half)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        with tempfile.TemporaryDirectory() as folder:
            await client(f"http://{host}:{port}", Path(folder))
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
