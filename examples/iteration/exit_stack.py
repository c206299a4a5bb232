"""Open any number of connections, and close them all.

How many connections there are is known only when the program runs. The
stack closes each one that was opened, the last one first, even if a
later one cannot be opened.
"""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def connection(number, host, port):
    reader, writer = await asyncio.open_connection(host, port)
    print(f"connection {number} is open")
    try:
        yield reader
    finally:
        writer.close()
        print(f"connection {number} is closed")


def greet(reader, writer):
    writer.write(b"hello\n")
    writer.close()


async def main():
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        places = [address, address, ("127.0.0.1", 1)]  # 1 is refused
        try:
            async with AsyncExitStack() as stack:
                for number, place in enumerate(places, start=1):
                    one = connection(number, *place)
                    await stack.enter_async_context(one)
        except ConnectionRefusedError:
            print("connection 3 is refused")


if __name__ == "__main__":
    asyncio.run(main())
