"""Start at most two calls per second: a rate limit.

The lock lets one call at a time wait until it may start; the others
line up behind it. A call that is cancelled while it waits doesn't use
up a turn. The calls may take as long as they like.
"""

import asyncio
import time


class RateLimit:
    def __init__(self, per_second):
        self.interval = 1 / per_second
        self.next_start = 0.0
        self.lock = asyncio.Lock()

    async def wait(self):
        async with self.lock:
            await asyncio.sleep(self.next_start - time.monotonic())
            self.next_start = time.monotonic() + self.interval


async def call(limit, number, start):
    await limit.wait()
    print(f"call {number} starts at {time.monotonic() - start:.1f} s")
    await asyncio.sleep(2)  # stands for the request


async def main():
    limit = RateLimit(per_second=2)
    start = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(1, 6):
            job = call(limit, number, start)
            group.create_task(job, name=f"call {number}")


if __name__ == "__main__":
    asyncio.run(main())
