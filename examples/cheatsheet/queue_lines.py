"""Hand items from a producer to consumers through a bounded queue.

These are the cheat sheet's lines about queues.
"""

import asyncio


async def produce(queue, items):
    for item in items:
        await queue.put(item)
        print(f"producer: {item}, {queue.qsize()} in the queue")


async def consume(name, queue):
    while True:
        item = await queue.get()
        try:
            await asyncio.sleep(1)
            print(f"{name}: {item}")
        finally:
            queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        consumers = [
            group.create_task(consume(name, queue)) for name in "AB"
        ]
        await produce(queue, range(1, 5))
        await queue.join()
        for task in consumers:
            task.cancel()

    queue.put_nowait("an item")
    print(f"main: {queue.get_nowait()}, empty: {queue.empty()}")
    queue = asyncio.PriorityQueue()
    for priority in 3, 1, 2:
        queue.put_nowait((priority, "an item"))
    print(f"main: {queue.get_nowait()} first")


if __name__ == "__main__":
    asyncio.run(main())
