"""Three queues, three orders.

They differ only in who comes next: the oldest, the newest or the
smallest. What goes into a priority queue has to be comparable; a
tuple is, by its first element first.
"""

import asyncio


async def main():
    jobs = [(2, "wash up"), (1, "put out the fire"), (3, "read")]
    kinds = asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue
    for kind in kinds:
        queue = kind()
        for job in jobs:
            await queue.put(job)
        print(f"{kind.__name__}:")
        while not queue.empty():
            urgency, job = await queue.get()
            print(f"  {urgency} {job}")


if __name__ == "__main__":
    asyncio.run(main())
