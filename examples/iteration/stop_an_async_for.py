"""Stop an async for from outside, also while it waits for an item.

An event that the body of the loop checks is seen only when the next
item arrives. Cancelling the task ends that wait, but would also cut
off an order that the cook has begun. `until` ends the wait when the
event is set, and leaves the body of the loop alone.
"""

import asyncio
import contextlib


async def orders():
    try:
        for number in range(1, 100):
            await asyncio.sleep(2)
            yield number
    finally:
        print("orders: closed")


async def first(items):
    async for item in items:
        return item


async def until(event, items):
    tasks = [asyncio.create_task(event.wait(), name="stop")]
    async with contextlib.aclosing(items):
        try:
            while not event.is_set():
                item = asyncio.create_task(first(items), name="next")
                tasks[1:] = [item]
                await asyncio.wait(
                    tasks, return_when=asyncio.FIRST_COMPLETED
                )
                if not item.done() or item.result() is None:
                    break
                yield item.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def cook(event):
    async with contextlib.aclosing(until(event, orders())) as some:
        async for number in some:
            print(f"cook: begins order {number}")
            await asyncio.sleep(1)
            print(f"cook: order {number} is done")


async def main():
    for seconds in 2.5, 4:
        event = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(cook(event), name="cook")
            await asyncio.sleep(seconds)
            print(f"main: stop after {seconds} s")
            event.set()
        print("main: the cook has stopped")


if __name__ == "__main__":
    asyncio.run(main())
