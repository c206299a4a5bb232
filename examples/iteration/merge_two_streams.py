"""Merge two async generators into one.

A task for each source puts its items into a queue, and one loop reads
them in the order in which they arrive. The task group belongs to the
`async with`, not to a generator: an error or `break` ends it cleanly.
"""

import asyncio
from contextlib import aclosing, asynccontextmanager


async def ticks(name, seconds, count):
    for number in range(1, count + 1):
        await asyncio.sleep(seconds)
        yield f"{name} {number}"


@asynccontextmanager
async def merged(*sources):
    queue = asyncio.Queue(maxsize=1)
    end = object()

    async def feed(source):
        async with aclosing(source):
            async for item in source:
                await queue.put(item)
        await queue.put(end)

    async def items():
        running = len(sources)
        while running:
            if (item := await queue.get()) is end:
                running -= 1
            else:
                yield item

    async with asyncio.TaskGroup() as group:
        feeds = [group.create_task(feed(source)) for source in sources]
        yield items()
        for task in feeds:
            task.cancel()


async def main():
    fast, slow = ticks("fast", 1, 4), ticks("slow", 2.5, 2)
    async with merged(fast, slow) as stream:
        async for item in stream:
            print(item)


if __name__ == "__main__":
    asyncio.run(main())
