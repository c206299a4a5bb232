# /// script
# requires-python = ">=3.13"
# ///
"""Create a server, start it later, and stop it with clients connected.

`start_serving=False` binds the port without accepting connections; on
Linux, another server can take it until `start_serving()` is called.
`close` only stops listening. `close_clients` sends what is buffered and
then closes the connections; `abort_clients` closes them immediately.
"""

import asyncio
import sys


async def greet(reader, writer):
    try:
        writer.write(b"hello\n")
        await reader.read()  # until the client or the server closes
    finally:
        writer.close()


async def start() -> asyncio.AbstractServer:
    server = await asyncio.start_server(
        greet, "127.0.0.1", 0, start_serving=False
    )
    print(f"before: {server.is_serving()=}")
    await server.start_serving()
    print(f"after: {server.is_serving()=}")
    assert server.get_loop() is asyncio.get_running_loop()
    return server


async def visit(server, stop):
    address = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*address)
    try:
        print(await reader.readline())
        server.close()
        print(f"{stop}: {writer.is_closing()=}")
        if stop == "close_clients":
            server.close_clients()
        else:
            server.abort_clients()
        await server.wait_closed()
    finally:
        writer.close()


async def main():
    for stop in "close_clients", "abort_clients":
        server = await start()
        async with asyncio.TaskGroup() as group:
            forever = group.create_task(server.serve_forever())
            await visit(server, stop)
        print(f"{forever.cancelled()=}")


if __name__ == "__main__":
    if sys.version_info < (3, 13):
        sys.exit("control_a_server.py: needs Python 3.13 or newer")
    asyncio.run(main(), loop_factory=asyncio.EventLoop)
