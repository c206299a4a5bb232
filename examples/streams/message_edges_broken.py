"""The assumption that one read is one message fails twice.

TCP carries bytes, in order and without gaps. It knows nothing about
your `write` calls: one `read` returns three messages, and another
message comes in two parts.
"""

import asyncio


async def serve(reader, writer):
    asyncio.current_task().set_name("server")
    await asyncio.sleep(1)
    while data := await reader.read(1000):
        print(f"server reads {data}")
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    for order in "tea", "cake", "juice":
        print(f"client writes {order}")
        writer.write(order.encode())
    await asyncio.sleep(2)
    for half in "lemo", "nade":  # as a slow network might split it
        print(f"client writes {half}")
        writer.write(half.encode())
        await asyncio.sleep(1)

    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
