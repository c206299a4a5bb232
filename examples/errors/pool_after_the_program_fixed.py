# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a real thread and the main thread run at the same time"
# ///
"""Wait for a thread before the program ends.

The main thread joins the thread that uses the pool. It sets an event
first, so that the thread knows that it has to stop.
"""

import asyncio
import threading
import time

stop = threading.Event()


def read_prices():
    time.sleep(0.2)
    return "read"


def refresh():
    while not stop.wait(0.1):
        print("prices:", asyncio.run(asyncio.to_thread(read_prices)))


if __name__ == "__main__":
    thread = threading.Thread(target=refresh)
    thread.start()
    time.sleep(0.2)  # what the program does
    stop.set()
    thread.join()
    print("program: ends")
