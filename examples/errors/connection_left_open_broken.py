# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# varies = ["fd=\\d+", "debug=\\w+"]
# ///
"""Leave a connection and an event loop open.

Python warns when it deletes an object that is still open. These
warnings are hidden by default, but `python -X dev` and pytest show
them.
"""

import asyncio
import warnings


async def answer(reader, writer):
    writer.write(b"one tea\n")
    await reader.read()
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        reader, writer = await asyncio.open_connection(host, port)
        print("client:", await reader.readline())
        del reader, writer
        await asyncio.sleep(1)


def run_by_hand(coroutine):
    asyncio.new_event_loop().run_until_complete(coroutine)


def show(message, category, *place):
    print(f"{category.__name__}: {message}")


if __name__ == "__main__":
    warnings.simplefilter("always")
    warnings.showwarning = show
    run_by_hand(main())
