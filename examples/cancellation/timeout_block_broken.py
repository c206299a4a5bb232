"""Inside its block a timeout is no TimeoutError.

The handler stands inside the block. What arrives there at 1 s is
`CancelledError`; it becomes `TimeoutError` only at the edge of the
block, where nobody of this function waits for it.
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
            print("ask: too slow, I take the default")
            return "the default"


async def main():
    try:
        print(f"main: got {await ask()}")
    except TimeoutError:
        print("main: got nothing, TimeoutError came out of ask")


if __name__ == "__main__":
    asyncio.run(main())
