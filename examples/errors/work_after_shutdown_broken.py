"""Give work to a pool that has been shut down.

A pool ends with its `with` block. The loop's own pool, which
`to_thread` uses, ends with `asyncio.run`.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def read_price():
    return 3


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor() as pool:
        print("price:", await loop.run_in_executor(pool, read_price))
    try:
        await loop.run_in_executor(pool, read_price)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")

    await loop.shutdown_default_executor()  # asyncio.run does it last
    try:
        await asyncio.to_thread(read_price)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
