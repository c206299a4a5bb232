# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = ["socket.send\\(\\) raised exception."]
# ///
"""Write to a connection that has ended.

`write` takes bytes only. It neither waits nor fails when the other side
has gone away: `drain` raises the error, and after several lost writes
the event loop logs a warning.
"""

import asyncio
import contextlib


async def hang_up(reader, writer):
    await reader.readline()
    writer.transport.abort()


async def send(writer, line):
    try:
        writer.write(line)
        await writer.drain()
    except (TypeError, ConnectionError) as error:
        print(f"client: {type(error).__name__}: {error}")


async def main():
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        _, writer = await asyncio.open_connection(host, port)
        await send(writer, "one tea\n")
        await send(writer, b"one tea\n")
        await asyncio.sleep(1)
        await send(writer, b"one cake\n")
        await send(writer, b"one juice\n")
        for _ in range(5):
            writer.write(b"one milk\n")
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
