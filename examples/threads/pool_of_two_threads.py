"""Use a thread pool of your own, with a size that you choose.

Two threads work on four calls: the last two wait until a thread is
free. The pool is opened outside `asyncio.run`: the end of its
`with` block waits for all its calls and would block the event loop.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def resize(picture, seconds):
    time.sleep(seconds)  # stands for any call that blocks
    return f"small {picture}"


async def main(pool):
    loop = asyncio.get_running_loop()
    calls = [
        loop.run_in_executor(pool, resize, picture, seconds)
        for picture, seconds in [
            ("cover", 1),
            ("map", 1.5),
            ("photo", 1),
            ("chart", 1.5),
        ]
    ]
    for result in await asyncio.gather(*calls):
        print(result)


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=2) as pool:
        asyncio.run(main(pool))
