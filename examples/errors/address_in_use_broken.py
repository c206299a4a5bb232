# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the operating system assigns ports"
# varies = ["\\d{4,5}\\)"]
# ///
"""Listen where another server already listens.

Each port on an address belongs to one server at a time, unless all of
its servers pass `reuse_port=True`. No server can listen on an address
that the machine doesn't have.
"""

import asyncio


async def answer(reader, writer):
    writer.close()


async def listen(host, port):
    try:
        server = await asyncio.start_server(answer, host, port)
    except OSError as error:
        print(f"{type(error).__name__}: {error}")
    else:
        server.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await listen("127.0.0.1", port)  # as if started twice
        await listen("192.0.2.1", port)  # belongs to another machine


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
