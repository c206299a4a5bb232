"""An async for runs nothing at the same time.

It takes async iterables only, and only it takes them. Its body runs
once per item, one after another. To work on all items at once, let
the body make tasks.
"""

import asyncio


async def numbers():
    for number in 1, 2, 3:
        yield number


async def handle(number):
    await asyncio.sleep(number)
    print(f"handle: {number} done")


async def main():
    try:
        async for number in [1, 2, 3]:
            await handle(number)
    except TypeError as error:
        print(f"main: {error}")
    try:
        for number in numbers():
            await handle(number)
    except TypeError as error:
        print(f"main: {error}")

    async for number in numbers():
        await handle(number)
    print("main: that was one after another")

    async with asyncio.TaskGroup() as group:
        async for number in numbers():
            name = f"handle {number}"
            group.create_task(handle(number), name=name)
    print("main: that was all at once")


if __name__ == "__main__":
    asyncio.run(main())
