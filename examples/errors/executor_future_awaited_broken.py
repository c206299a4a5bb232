"""Await a thread pool's future, which `await` doesn't accept.

`submit` returns a `concurrent.futures.Future`, which a thread can wait
for. `wrap_future` turns it into a future that can be awaited.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def read_price():
    time.sleep(0.5)
    return 3


async def main(pool):
    try:
        print("price:", await pool.submit(read_price))
    except TypeError as error:
        print(f"TypeError: {error}")

    future = pool.submit(read_price)
    print("price:", await asyncio.wrap_future(future))

    loop = asyncio.get_running_loop()
    try:
        asyncio.run_coroutine_threadsafe(read_price, loop)
    except TypeError as error:
        print(f"TypeError: {error}")


if __name__ == "__main__":
    with ThreadPoolExecutor() as pool:
        asyncio.run(main(pool))
