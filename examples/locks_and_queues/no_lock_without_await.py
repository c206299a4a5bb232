"""Code without an await needs no lock.

Three tasks increment one counter. Each one reads and writes it without
an `await` in between, so no other task can run in the middle, and no
count is lost.
"""

import asyncio
from collections import Counter


async def count(hits):
    for _ in range(10):
        hits["page"] += 1
        await asyncio.sleep(0)


async def main():
    hits = Counter()
    async with asyncio.TaskGroup() as group:
        for number in 1, 2, 3:
            group.create_task(count(hits), name=f"task {number}")
    print("3 tasks, 10 each:", hits["page"])


if __name__ == "__main__":
    asyncio.run(main())
