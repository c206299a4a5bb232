# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a real thread makes the calls"
# ///
"""Call from another thread what works only in the main thread.

Signal handlers belong to the main thread; up to Python 3.13,
`get_event_loop` creates a loop, but only in that thread.
"""

import asyncio
import signal
import threading


async def set_handler(stop):
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)


async def job():
    await asyncio.sleep(1)


def attempt(action, *arguments):
    try:
        action(*arguments)
    except (RuntimeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")


def in_thread():
    attempt(asyncio.run, set_handler(asyncio.Event()))
    attempt(signal.signal, signal.SIGTERM, signal.SIG_DFL)
    attempt(asyncio.get_event_loop)
    coroutine = job()
    attempt(asyncio.create_task, coroutine)
    coroutine.close()


if __name__ == "__main__":
    thread = threading.Thread(target=in_thread, name="worker")
    thread.start()
    thread.join()
