"""`run` is over when `main` is over, and sweeps up.

Nobody waits for what `main` leaves behind: tasks are cancelled. Then
`run` closes async generators, waits for the threads of the default
executor, closes the loop and gives back what `main` returned.
"""

import asyncio
import time


def save():
    time.sleep(2.5)
    print("thread: saved")


async def rows():
    try:
        yield "row 1"
    finally:
        print("rows: closed")


async def serve():
    try:
        while True:
            await asyncio.sleep(1)
            print("server: still here")
    except asyncio.CancelledError:
        print("server: cancelled")
        raise


async def main(stream):
    server = asyncio.create_task(serve(), name="server")
    asyncio.get_running_loop().run_in_executor(None, save)
    print("main: has", await anext(stream))
    await asyncio.sleep(1.5)
    print("main: over, server done:", server.done())
    return 7


if __name__ == "__main__":
    source = rows()
    print("run: gave", asyncio.run(main(source)))
