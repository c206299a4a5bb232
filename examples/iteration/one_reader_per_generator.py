"""Let only one task read from an async generator.

While one task waits for the next value, a second one is refused. When
several tasks need values, let one task read the generator and put the
values into a queue.
"""

import asyncio
from contextlib import aclosing


async def numbers():
    for number in 1, 2, 3, 4:
        await asyncio.sleep(1)
        yield number


async def feed(queue, readers):
    async for number in numbers():
        await queue.put(number)
    for _ in range(readers):
        await queue.put(None)


async def read(queue, name):
    while (number := await queue.get()) is not None:
        print(f"{name} got {number}")


async def main():
    async with aclosing(numbers()) as items:
        first, second = await asyncio.gather(
            anext(items), anext(items), return_exceptions=True
        )
    print(first, repr(second))

    queue = asyncio.Queue(maxsize=1)
    async with asyncio.TaskGroup() as group:
        group.create_task(feed(queue, readers=2), name="feed")
        for name in "A", "B":
            group.create_task(read(queue, name), name=name)


if __name__ == "__main__":
    asyncio.run(main())
