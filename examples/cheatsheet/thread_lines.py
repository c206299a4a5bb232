"""Call blocking functions from the loop, and reach it from threads.

These are the cheat sheet's lines about threads and pools. The end of
the pool's block blocks the loop: in a program of your own, open the
pool outside `asyncio.run`.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def function(argument):
    time.sleep(1)
    return f"{argument} is done"


async def fetch(url):
    await asyncio.sleep(1)
    return f"page of {url}"


async def main():
    result = await asyncio.to_thread(function, "a")
    print(f"main: {result}")

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=4) as pool:
        result = await loop.run_in_executor(pool, function, "b")
    print(f"main: {result}")

    event = asyncio.Event()

    def in_a_thread():
        time.sleep(1)
        loop.call_soon_threadsafe(event.set)

    await asyncio.gather(event.wait(), asyncio.to_thread(in_a_thread))
    print("main: a thread has set the event")


if __name__ == "__main__":
    asyncio.run(main())
