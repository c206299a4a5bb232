"""Mark where a message ends: with a newline, or with its length.

Text is sent line by line and read with `readline`. Other data is
preceded by its length, in 4 bytes, and is read with two calls to
`readexactly`. Both methods wait until a message is complete.
If the connection ends too early, `readexactly` raises
`IncompleteReadError`, and `readline` returns a line with no newline.
"""

import asyncio


async def serve(reader, writer):
    asyncio.current_task().set_name("server")
    try:
        await asyncio.sleep(1)
        for _ in range(4):
            order = await reader.readline()
            print(f"server has an order: {order}")
        while True:
            size = int.from_bytes(await reader.readexactly(4))
            photo = await reader.readexactly(size)
            print(f"server has a photo of {len(photo)} bytes")
    except asyncio.IncompleteReadError as error:
        have = len(error.partial)
        print(f"server has {have} bytes of {error.expected}, no photo")
    finally:
        writer.close()


async def order(writer):
    writer.write(b"tea\ncake\njuice\nlemo")
    await asyncio.sleep(2)
    writer.write(b"nade\n")
    photo = bytes(3000)
    writer.write(len(photo).to_bytes(4) + photo)
    await asyncio.sleep(1)
    writer.write(len(photo).to_bytes(4) + photo[:1000])


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(*address)
        try:
            await order(writer)
            writer.write_eof()
            await reader.read()
        finally:
            writer.close()


if __name__ == "__main__":
    asyncio.run(main())
