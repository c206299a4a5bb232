"""An `async for` does not run anything concurrently.

It accepts only async iterables, and a plain `for` does not accept an
async generator. The body of an `async for` handles one item at a time.
To work on all items concurrently, let the body create tasks.
"""

import asyncio


async def numbers():
    for number in 1, 2, 3:
        yield number


async def handle(number):
    await asyncio.sleep(number)
    print(f"handled {number}")


async def main():
    try:
        async for number in [1, 2, 3]:
            await handle(number)
    except TypeError as error:
        print(error)
    try:
        for number in numbers():
            await handle(number)
    except TypeError as error:
        print(error)

    print("one after another")
    async for number in numbers():
        await handle(number)

    print("concurrently")
    async with asyncio.TaskGroup() as group:
        async for number in numbers():
            name = f"handle {number}"
            group.create_task(handle(number), name=name)


if __name__ == "__main__":
    asyncio.run(main())
