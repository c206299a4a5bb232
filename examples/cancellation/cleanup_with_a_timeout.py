"""Give the cleanup a timeout of its own, because it can hang, too.

The session is cancelled and says goodbye to its server, which never
answers. The timeout ends the wait for an answer after 1 s, and the
cancellation propagates as if nothing had happened.
"""

import asyncio


async def never_answer(reader, writer):
    try:
        await reader.read()  # until the client hangs up
    finally:
        writer.close()


async def session(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        print(f"session: {await reader.readline()}")
    finally:
        try:
            async with asyncio.timeout(1):
                writer.write(b"goodbye\n")
                await reader.readline()
        except TimeoutError:
            print("session: no answer to goodbye, hangs up")
        finally:
            writer.close()


async def main():
    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        task = group.create_task(session(port), name="session")
        await asyncio.sleep(1)
        print("main: cancels the session")
        task.cancel()
    print(f"main: session cancelled={task.cancelled()}")


if __name__ == "__main__":
    asyncio.run(main())
