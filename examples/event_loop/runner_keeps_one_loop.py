"""Keep one loop for several calls from plain code.

A connection belongs to the loop on which it was opened. With a
`Runner`, plain code can open it in one call, use it in others, and
close it in the last one.
"""

import asyncio


async def answer(reader, writer):
    try:
        while word := await reader.readline():
            writer.write(word.upper())
            await writer.drain()
    finally:
        writer.close()


async def ask(reader, writer, word):
    writer.write(f"{word}\n".encode())
    return (await reader.readuntil(b"\n")).decode().strip()


async def hang_up(server, reader, writer):
    writer.write_eof()
    await reader.read()  # until the server has closed
    writer.close()
    server.close()


def main():
    with asyncio.Runner() as runner:
        serving = asyncio.start_server(answer, "127.0.0.1", 0)
        server = runner.run(serving)
        address = server.sockets[0].getsockname()
        streams = runner.run(asyncio.open_connection(*address))
        try:
            for word in "red", "green":
                print(runner.run(ask(*streams, word)))
        finally:
            runner.run(hang_up(server, *streams))


if __name__ == "__main__":
    main()
