"""Limit the time for each item.

`anext` asks for one item, so each item can have its own timeout. The
timeout also cancels the generator, which is then finished and has no
more items.
"""

import asyncio
from contextlib import aclosing


async def messages():
    for text, pause in ("one", 1), ("two", 0.5), ("three", 9):
        await asyncio.sleep(pause)
        yield text


async def main():
    async with aclosing(messages()) as stream:
        try:
            while True:
                async with asyncio.timeout(2):
                    print(await anext(stream))
        except StopAsyncIteration:
            print("the end")
        except TimeoutError:
            print("no message for 2 s")
        print("next item:", await anext(stream, None))


if __name__ == "__main__":
    asyncio.run(main())
