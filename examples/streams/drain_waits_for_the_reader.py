"""Slow down a writer that is faster than its reader.

`write` never waits: it puts any number of bytes into a buffer. `drain`
returns immediately while the buffer holds at most 64 KiB (512 KiB with
TLS). Once it holds more, `drain` waits until most of it has been sent,
which a slow reader delays.
"""

import asyncio
from socket import SO_SNDBUF, SOL_SOCKET


async def slow_reader(reader, writer):
    asyncio.current_task().set_name("reader")
    try:
        await asyncio.sleep(2)
        print("reader: begins to read")
        data = await reader.read()
        print(f"reader: has {len(data):,} bytes")
    finally:
        writer.close()


async def send(writer, size):
    clock = asyncio.get_running_loop().time
    start = clock()
    writer.write(bytes(size))
    print(f"writer: {size:,} bytes written")
    await writer.drain()
    print(f"writer: drained after {clock() - start:.0f} s")


async def main():
    server = await asyncio.start_server(slow_reader, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(*address)
        # The system has a buffer, too: a small one is full sooner.
        sock = writer.get_extra_info("socket")
        sock.setsockopt(SOL_SOCKET, SO_SNDBUF, 50_000)
        try:
            await send(writer, 1_000)
            await send(writer, 1_000_000)
            writer.write_eof()
            await reader.read()
        finally:
            writer.close()


if __name__ == "__main__":
    asyncio.run(main())
