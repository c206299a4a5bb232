# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a real thread wakes the loop"
# ///
"""Wake the loop from a thread.

Almost nothing in asyncio may be called from another thread. `event.set`
does set the event, but the loop sleeps on until something else wakes
it: here its timer, at 2 s. `call_soon_threadsafe` wakes it immediately.
In debug mode, the loop refuses a call from the wrong thread.
"""

import asyncio
import threading
import time


def in_thread(wake):
    time.sleep(0.5)
    print("thread: sets the event")
    wake()
    time.sleep(0.5)
    print("thread: half a second later")


async def main(way):
    print(way)
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    ways = {
        "wrong": event.set,
        "right": lambda: loop.call_soon_threadsafe(event.set),
    }
    timer = asyncio.create_task(asyncio.sleep(2), name="timer")
    thread = threading.Thread(target=in_thread, args=[ways[way]])
    thread.start()
    await event.wait()
    print("main: awake")
    await timer
    thread.join()


async def checked():
    loop = asyncio.get_running_loop()
    try:
        await asyncio.to_thread(loop.call_soon, print)
    except RuntimeError as error:
        print(error)


if __name__ == "__main__":
    asyncio.run(main("wrong"), debug=False)
    asyncio.run(main("right"), debug=False)
    asyncio.run(checked(), debug=True)
