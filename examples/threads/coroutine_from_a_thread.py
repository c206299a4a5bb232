# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a thread and the event loop run at the same time"
# ///
"""Call a coroutine from a worker thread, and wait for its result.

The worker needs the loop that runs in the main thread. `result` blocks
only the worker thread, for at most the timeout that you pass.
"""

import asyncio


async def price(item):
    await asyncio.sleep(0.5)
    return 3


def in_thread(loop):
    future = asyncio.run_coroutine_threadsafe(price("tea"), loop)
    print("thread: the price is", future.result(timeout=5))


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(in_thread, loop)


if __name__ == "__main__":
    asyncio.run(main())
