"""Start at most two calls per second: a rate limit.

Each call is given the next free time slot. No `await` comes between
reading the slot and advancing it, so this needs no lock, and the calls
may take as long as they like.
"""

import asyncio
import time


class RateLimit:
    def __init__(self, per_second):
        self.interval = 1 / per_second
        self.next_slot = 0.0

    async def wait(self):
        now = time.monotonic()
        slot = max(now, self.next_slot)
        self.next_slot = slot + self.interval
        await asyncio.sleep(slot - now)


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
