"""Read a line that is longer than the limit.

The limit is 64 KiB unless you pass `limit=`. If a line is too long,
`readline` raises `ValueError` and drops what has arrived of it: what
arrives later is returned as a line of its own. `readuntil` raises
`LimitOverrunError`, which is not a `ValueError`, and drops nothing.
"""

import asyncio


async def serve(reader, writer):
    writer.write(b"x" * 100 + b"\nshort\n")
    writer.close()


async def with_readline(reader):
    try:
        await reader.readline()
    except ValueError as error:
        print(f"readline: ValueError, {error}")
    print(f"readline: then {await reader.readline()}")


async def with_readuntil(reader):
    try:
        await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as error:
        await reader.readexactly(error.consumed)
        print(f"readuntil: skips {error.consumed} bytes")
    rest = await reader.readuntil(b"\n")
    print(f"readuntil: then {rest}")


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        for read in with_readline, with_readuntil:
            reader, writer = await asyncio.open_connection(
                host, port, limit=50
            )
            try:
                await read(reader)
            finally:
                writer.close()


if __name__ == "__main__":
    asyncio.run(main())
