"""Retry a request, with a timeout for each attempt and one overall.

The server first hangs up, then stays silent, and then answers.
`TimeoutError` and `ConnectionError` are subclasses of `OSError`, so one
`except` catches both. `CancelledError` is not caught, so the overall
timeout ends the loop.
"""

import asyncio

moods = iter(["hangs up", "is silent"])


async def serve(reader, writer):
    mood = next(moods, "answers")
    try:
        await reader.readline()
        if mood == "is silent":
            await reader.read()  # until the client hangs up
        if mood == "answers":
            writer.write(b"21 degrees\n")
    finally:
        writer.close()


async def ask(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"temperature?\n")
        answer = await reader.readline()
    finally:
        writer.close()
    if not answer.endswith(b"\n"):
        raise ConnectionError("the server hung up")
    return answer.decode().strip()


async def ask_until_answered(port):
    pause = 0.5
    while True:
        try:
            async with asyncio.timeout(1):
                return await ask(port)
        except OSError as error:
            print(f"client: {error!r}, tries again in {pause} s")
        await asyncio.sleep(pause)
        pause *= 2


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.timeout(10):
        print(f"client: {await ask_until_answered(port)}")


if __name__ == "__main__":
    asyncio.run(main())
