"""Iterate over values that have to be waited for.

A function with `async def` and `yield` is an async generator. `async
for` waits for each of its values; during a wait, other tasks run.
"""

import asyncio


async def countdown(start):
    for number in range(start, 0, -1):
        await asyncio.sleep(1)
        yield number


async def main():
    async for number in countdown(3):
        print(number)
    print([number async for number in countdown(2)])


if __name__ == "__main__":
    asyncio.run(main())
