"""The message for a missing `await` depends on what the code does next.

Each function here calls a coroutine function without `await`, and uses
the coroutine object as if it were the result. The warning that the
coroutine was never awaited would appear, but it is turned off here.
"""

import asyncio
import warnings


async def fetch_prices():
    await asyncio.sleep(1)
    return {"tea": 3, "milk": 2}


async def fetch_total():
    return sum((await fetch_prices()).values())


async def count():
    return len(fetch_prices())


async def is_sold(item):
    return item in fetch_prices()


async def items():
    tea, milk = fetch_prices()
    return tea, milk


async def with_tax():
    return fetch_total() * 1.2


async def is_cheap():
    return fetch_total() < 10


async def as_cents():
    return range(fetch_total())


async def raise_price():
    fetch_prices()["tea"] = 4


async def all_prices():
    return dict(coffee=5, **fetch_prices())


async def largest():
    return max(*fetch_prices())


async def newest():
    return await fetch_total()()


async def main():
    warnings.simplefilter("ignore", RuntimeWarning)
    for call in (
        count(),
        is_sold("tea"),
        items(),
        with_tax(),
        is_cheap(),
        as_cents(),
        raise_price(),
        all_prices(),
        largest(),
        newest(),
    ):
        try:
            await call
        except TypeError as error:
            print(f"TypeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
