"""A put that is not awaited puts nothing.

`put` is a coroutine function: its call only prepares something. A task
does it, at its next turn. `put_nowait` is a plain function and does it
at once.
"""

import asyncio


async def main():
    queue = asyncio.Queue()
    prepared = queue.put("never")
    print(f"main: a call of put, size {queue.qsize()}")
    prepared.close()

    tasks = [
        asyncio.create_task(queue.put(number), name=f"put {number}")
        for number in (1, 2, 3)
    ]
    print(f"main: three tasks made, size {queue.qsize()}")
    await asyncio.sleep(0)
    print(f"main: after one turn, size {queue.qsize()}")
    print("main: got", [await queue.get() for _ in tasks])

    queue.put_nowait(4)
    print(f"main: put_nowait, size {queue.qsize()}")
    print(f"main: got {queue.get_nowait()}")
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        print("main: QueueEmpty, get_nowait does not wait")


if __name__ == "__main__":
    asyncio.run(main())
