# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the loop runs in a thread beside the program"
# ///
"""Call coroutines from a program that is not async.

The loop runs in a thread and waits there for an event.
`run_coroutine_threadsafe` hands it a coroutine and returns a future of
`concurrent.futures`: its `result` blocks, and takes a time limit.
"""

import asyncio
import threading
from concurrent.futures import Future


async def double(number):
    await asyncio.sleep(0.5)
    print(f"loop: doubles {number}")
    return 2 * number


async def live(started):
    stop = asyncio.Event()
    started.set_result((asyncio.get_running_loop(), stop.set))
    await stop.wait()


def main():
    started = Future()
    thread = threading.Thread(
        target=lambda: asyncio.run(live(started)), name="loop"
    )
    thread.start()
    loop, stop = started.result(timeout=5)

    future = asyncio.run_coroutine_threadsafe(double(21), loop)
    print(f"program: goes on, {future.done()=}")
    print(f"program: result is {future.result(timeout=5)}")

    future = asyncio.run_coroutine_threadsafe(asyncio.sleep(60), loop)
    try:
        future.result(timeout=0.5)
    except TimeoutError:
        print(f"program: gives up, {future.cancel()=}")

    loop.call_soon_threadsafe(stop)
    thread.join()
    print("program: the loop has ended")


if __name__ == "__main__":
    main()
