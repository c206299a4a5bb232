"""Read a queue with `async for`.

A queue is not iterable. Write an async generator that gets the items
and ends at a sentinel or, from Python 3.13 on, at `QueueShutDown`.
"""

import asyncio


async def items_of(queue):
    while (item := await queue.get()) is not None:
        yield item


async def produce(queue):
    for number in 1, 2, 3:
        await asyncio.sleep(1)
        await queue.put(number)
    await queue.put(None)


async def main():
    queue = asyncio.Queue()
    try:
        async for item in queue:
            print(f"got {item}")
    except TypeError as error:
        print(f"TypeError: {error}")
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue), name="producer")
        async for item in items_of(queue):
            print(f"got {item}")


if __name__ == "__main__":
    asyncio.run(main())
