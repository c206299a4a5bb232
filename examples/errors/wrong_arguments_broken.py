"""Call asyncio's functions with the wrong arguments.

`plain_price` is a plain function: calling it returns a number, so
there is nothing to wait for. Some other calls pass a list or a
coroutine where the function takes separate arguments or tasks.
"""

import asyncio
import warnings


def plain_price(item):
    return len(item)


async def price(item):
    await asyncio.sleep(1)
    return len(item)


async def main():
    warnings.simplefilter("ignore", RuntimeWarning)
    for call in (
        lambda: asyncio.gather(plain_price("tea"), plain_price("milk")),
        lambda: asyncio.gather([price("tea"), price("milk")]),
        lambda: asyncio.create_task(plain_price("tea")),
        lambda: asyncio.wait_for(price("tea")),
        lambda: asyncio.wait([price("tea"), price("milk")]),
        lambda: asyncio.wait(price("tea")),
        lambda: asyncio.wait([]),
        lambda: next(asyncio.as_completed(price("tea"))),
    ):
        try:
            await call()
        except (TypeError, ValueError) as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
