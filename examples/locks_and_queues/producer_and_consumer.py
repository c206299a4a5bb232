"""A producer and a consumer share a queue.

`put` hands an item over, and `get` waits until there is one. `None`
tells the consumer that no more items will come.
"""

import asyncio


async def produce(queue):
    for number in 1, 2, 3:
        await asyncio.sleep(1)
        await queue.put(number)
    await queue.put(None)


async def consume(queue):
    while (number := await queue.get()) is not None:
        print(f"got {number}")


async def main():
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue), name="producer")
        group.create_task(consume(queue), name="consumer")


if __name__ == "__main__":
    asyncio.run(main())
