# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a thread and the event loop run at the same time"
# ///
"""Stop a worker thread: ask it to stop, because it cannot be cancelled.

The timeout only ends the wait for the thread, which keeps running. The
thread stops early because it checks a `threading.Event` between the
parts of its work. Otherwise `asyncio.run` would wait for the last part.
"""

import asyncio
import threading


def work(stop):
    for part in range(1, 30):
        if stop.wait(1):
            print("thread: asked to stop")
            return
        print(f"thread: part {part} is done")


async def main():
    stop = threading.Event()
    try:
        async with asyncio.timeout(1.5):
            await asyncio.to_thread(work, stop)
    except TimeoutError:
        print("main: no longer waits")
        await asyncio.sleep(2)
    finally:
        print("main: asks the thread to stop")
        stop.set()


if __name__ == "__main__":
    asyncio.run(main())
