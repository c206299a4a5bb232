# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# companions = ["news_server.py"]
# varies = ["\\d+\\.\\d s"]
# ///
"""Send at most two requests a second.

A lock lets tasks in one at a time, in the order in which they came.
Inside it, a task sleeps until half a second has passed since the last
request. How many requests are under way is another matter: that is what
a semaphore limits.
Start `news_server.py` in another terminal first.
"""

import asyncio
import sys
import time

import aiohttp


class RateLimit:
    def __init__(self, count, seconds=1):
        self.interval = seconds / count
        self.lock = asyncio.Lock()
        self.next = 0

    async def wait(self):
        async with self.lock:
            await asyncio.sleep(self.next - time.monotonic())
            self.next = time.monotonic() + self.interval


async def fetch(session, url, limit, start):
    await limit.wait()
    print(f"{time.monotonic() - start:.1f} s: asks for {url[-8:]}")
    async with session.get(url) as response:
        response.raise_for_status()
        return (await response.json())["title"]


async def main(site="http://127.0.0.1:18021"):
    limit, start = RateLimit(2), time.monotonic()
    async with aiohttp.ClientSession() as session:
        async with asyncio.TaskGroup() as group:
            for number in 700, 707, 704, 701, 708:
                url = f"{site}/v0/item/{number}.json"
                group.create_task(
                    fetch(session, url, limit, start), name=f"{number}"
                )
    print(f"{time.monotonic() - start:.1f} s: has all")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
