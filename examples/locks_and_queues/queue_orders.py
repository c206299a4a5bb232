"""Three queues, three orders: oldest, newest or smallest first.

A priority queue compares its items, here tuples. If two have the same
urgency, it compares what comes next in them, so a counter in that place
keeps it from comparing the jobs themselves.
"""

import asyncio
from itertools import count


async def main():
    jobs = [(2, {"id": "b"}), (1, {"id": "a"}), (2, {"id": "c"})]
    kinds = asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue
    for kind in kinds:
        queue, number = kind(), count()
        for urgency, job in jobs:
            await queue.put((urgency, next(number), job))
        order = [await queue.get() for _ in jobs]
        print(f"{kind.__name__}:", [job["id"] for *_, job in order])

    try:
        queue = asyncio.PriorityQueue()
        for job in jobs[0], jobs[2]:  # both have urgency 2
            await queue.put(job)
    except TypeError as error:
        print(f"without the counter: {error}")


if __name__ == "__main__":
    asyncio.run(main())
