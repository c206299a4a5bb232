# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# dev_stderr = ["Executing <Task .*name='Task-1'.* took .* seconds"]
# ///
"""A timeout cannot interrupt a call that blocks.

The loop notices that the time is up only when its thread is free. While
`load` blocks that thread, nothing is cancelled: the block ends late and
without an error. If `load` runs in another thread, `main` can give up.
"""

import asyncio
import time


def load(seconds):
    time.sleep(seconds)  # blocks the thread that calls it
    return "data"


async def main():
    async with asyncio.timeout(1) as limit:
        print(f"main: {load(2)} after 2 s, expired={limit.expired()}")

    try:
        async with asyncio.timeout(1):
            answer = await asyncio.to_thread(load, 2)
            print(f"main: {answer}")
    except TimeoutError:
        print("main: gave up after 1 s")


if __name__ == "__main__":
    asyncio.run(main())
