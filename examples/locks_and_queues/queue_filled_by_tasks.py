"""A put that is not awaited puts nothing.

`put` is a coroutine function: calling it only creates a coroutine. A
task runs the coroutine when it gets its turn. `put_nowait` is a plain
function and puts the item immediately.
"""

import asyncio


async def main():
    queue = asyncio.Queue()
    forgotten = queue.put("never")
    print("called put, size", queue.qsize())
    forgotten.close()

    tasks = [
        asyncio.create_task(queue.put(number), name=f"put {number}")
        for number in (1, 2, 3)
    ]
    print("created three tasks, size", queue.qsize())
    await asyncio.sleep(0)
    print("one turn later, size", queue.qsize())
    print("got", [await queue.get() for _ in tasks])

    queue.put_nowait(4)
    print("called put_nowait, size", queue.qsize())
    print("got", queue.get_nowait())
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        print("QueueEmpty: get_nowait does not wait")


if __name__ == "__main__":
    asyncio.run(main())
