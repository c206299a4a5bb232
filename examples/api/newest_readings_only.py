"""Drop the oldest item when the queue is full.

A sensor cannot wait, and old readings are of no use. So the producer
calls `put_nowait` instead of `put`. When that raises `QueueFull`, the
producer removes the oldest item and adds the new one.
"""

import asyncio


def put_newest(queue, item):
    try:
        queue.put_nowait(item)
    except asyncio.QueueFull:
        print(f"dropped {queue.get_nowait()}")
        queue.put_nowait(item)


async def sensor(queue):
    for number in range(4):
        put_newest(queue, f"reading {number}")
        await asyncio.sleep(1)


async def show(queue):
    while True:
        await asyncio.sleep(2.5)
        print("shown:", await queue.get())


async def main():
    queue = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        shower = group.create_task(show(queue), name="show")
        await sensor(queue)
        shower.cancel()
    print(f"{queue.qsize()} of at most {queue.maxsize} left")


if __name__ == "__main__":
    asyncio.run(main())
