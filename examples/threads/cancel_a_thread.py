# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "thread and loop work side by side"
# ///
"""A thread can not be cancelled, it has to be asked.

The timeout ends the waiting for the thread. The thread goes on.
It ends early because it looks at a `threading.Event` between two parts
of its work. Without that, `asyncio.run` would wait for the last part.
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
        print("main: waits no more")
    await asyncio.sleep(2)
    print("main: asks the thread to stop")
    stop.set()


if __name__ == "__main__":
    asyncio.run(main())
