"""Answer a bad request, and see what an error in the handler does.

A bad request gets an answer, and the connection stays open. An error
that nothing catches ends the handler: asyncio logs it and closes that
connection. The server and its other connections keep running.
"""

import asyncio

PRICES = {b"tea": 3, b"cake": 4}


def answer(line):
    item, _, count = line.strip().partition(b" ")
    try:
        number = int(count)
    except ValueError:
        return b"not a number\n"
    return b"%d\n" % (number * PRICES[item])  # what about juice?


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(answer(line))
            await writer.drain()
    except ConnectionError:
        print("server: the client is gone")
    finally:
        writer.close()


async def ask(port, request):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        writer.write_eof()
        return await reader.read()
    finally:
        writer.close()


def log(loop, context):
    print("log:", context["message"])
    print("log:", type(context["exception"]).__name__)


async def main():
    asyncio.get_running_loop().set_exception_handler(log)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        for request in b"tea 2\ntea x\n", b"juice 1\n", b"cake 2\n":
            print(f"client: {request} -> {await ask(port, request)}")


if __name__ == "__main__":
    asyncio.run(main())
