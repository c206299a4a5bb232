"""`asyncio.run` ends when `main` ends, and cleans up.

It cancels the tasks that `main` leaves behind and waits until they
have ended. Then it closes async generators, waits for the threads of
the default executor, closes the loop and returns what `main` returned.
"""

import asyncio
import time


def save(saved):
    time.sleep(2.5)  # stands in for a slow disk
    saved.append("report")


async def rows():
    try:
        yield "row 1"
    finally:
        print("generator: closed")


async def serve():
    try:
        await asyncio.sleep(60)
    finally:
        print("server: cancelled")
        await asyncio.sleep(0.5)
        print("server: cleaned up")


async def main(stream, saved):
    server = asyncio.create_task(serve(), name="server")
    asyncio.get_running_loop().run_in_executor(None, save, saved)
    print("main: has", await anext(stream))
    await asyncio.sleep(1)
    print("main: ends, server done:", server.done())
    return 7


if __name__ == "__main__":
    source, saved = rows(), []
    print("run returned", asyncio.run(main(source, saved)))
    print("saved:", saved)
