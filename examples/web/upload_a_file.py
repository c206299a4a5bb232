# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Upload a file in a form, and show the progress.

`FormData` sends a small file under the name of a form field. For a
large file, append an async generator to a `MultipartWriter`: aiohttp
sends each piece that the generator yields, so the file is never in
memory as a whole, and the generator knows how much was handed over.
"""

import asyncio
import tempfile
from pathlib import Path

import aiohttp
from aiohttp import web

SIZE = 65_536  # bytes in a piece, at most


def photo_in(folder):
    path = Path(folder, "sea.jpg")
    path.write_bytes(bytes(200_000))
    return path


async def receive(request):
    async for part in await request.multipart():
        received = 0
        while piece := await part.read_chunk(SIZE):
            received += len(piece)
        print(f"server: {part.name}: {part.filename}, {received} bytes")
    return web.Response(text="thank you")


async def pieces_of(path):
    total, sent = path.stat().st_size, 0
    with path.open("rb") as file:
        while piece := file.read(SIZE):
            yield piece
            sent += len(piece)
            print(f"client: {sent / total:.0%}")


async def client(site, path):
    async with aiohttp.ClientSession(site) as session:
        form = aiohttp.FormData({"title": "Sea"})
        form.add_field("photo", path.read_bytes(), filename=path.name)
        async with session.post("/upload", data=form) as response:
            print("client:", await response.text())

        with aiohttp.MultipartWriter("form-data") as writer:
            part = writer.append(pieces_of(path))
            part.set_content_disposition(
                "form-data", name="photo", filename=path.name
            )
        async with session.post("/upload", data=writer) as response:
            print("client:", await response.text())


async def main():
    app = web.Application()
    app.add_routes([web.post("/upload", receive)])
    runner = web.AppRunner(app)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        with tempfile.TemporaryDirectory() as folder:
            photo = photo_in(folder)
            await client(f"http://{host}:{port}", photo)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
