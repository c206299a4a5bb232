"""Backpressure: a full queue makes its producer wait.

The consumer spends a second on each item. Without a limit, the queue
accepts whatever the producer makes. With `maxsize=2`, `put` waits while
there are two items in the queue.
"""

import asyncio


async def produce(queue):
    for number in range(1, 7):
        await queue.put(number)
        print(f"put {number}, {queue.qsize()} in the queue")
    await queue.put(None)


async def consume(queue):
    while (number := await queue.get()) is not None:
        await asyncio.sleep(1)
        print(f"  done {number}")


async def main():
    for maxsize in 0, 2:
        print(f"maxsize={maxsize}")
        queue = asyncio.Queue(maxsize)
        async with asyncio.TaskGroup() as group:
            group.create_task(consume(queue), name="consumer")
            group.create_task(produce(queue), name="producer")


if __name__ == "__main__":
    asyncio.run(main())
