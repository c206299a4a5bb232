"""Inside its block, a timeout raises CancelledError.

The handler is inside the block. What arrives there at 1 s is
`CancelledError`. It becomes `TimeoutError` only at the end of the
block, and nothing in `ask` catches it there.
"""

import asyncio


async def slow_answer():
    await asyncio.sleep(3)
    return "the answer"


async def ask():
    async with asyncio.timeout(1):
        try:
            return await slow_answer()
        except TimeoutError:
            print("ask: too slow, returns the default")
            return "the default"


async def main():
    try:
        print(f"main: got {await ask()}")
    except TimeoutError:
        print("main: got nothing, TimeoutError came out of ask")


if __name__ == "__main__":
    asyncio.run(main())
