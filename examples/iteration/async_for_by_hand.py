"""What `async for` does, written out.

It awaits one item after another until `StopAsyncIteration` says that
there are no more. Then `else` runs, unless a `break` came first.
"""

import asyncio
from contextlib import aclosing


async def letters():
    for letter in "abc":
        await asyncio.sleep(0.5)
        yield letter


async def main():
    for last in "z", "b":
        async with aclosing(letters()) as items:
            async for letter in items:
                print(f"until {last}: {letter}")
                if letter == last:
                    break
            else:
                print(f"until {last}: else")

    items = aiter(letters())
    while True:
        try:
            letter = await anext(items)
        except StopAsyncIteration:
            print("by hand: else")
            break
        print(f"by hand: {letter}")


if __name__ == "__main__":
    asyncio.run(main())
