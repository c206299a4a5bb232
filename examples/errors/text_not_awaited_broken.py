"""String and number functions that are given a coroutine.

Each function here reads something with a coroutine function and passes
on the coroutine object. The warning that the coroutine was never
awaited would appear, too, but it is turned off here.
"""

import asyncio
import json
import re
import warnings


async def read(name):
    await asyncio.sleep(1)
    return '{"tea": 3}'


async def prices():
    return json.loads(read("prices"))


async def number():
    return re.search("[0-9]+", read("prices"))


async def price():
    return float(read("price"))


async def formatted():
    return f"{read('price'):.2f}"


async def label():
    return "tea: " + read("price")


async def lines():
    return "\n".join([read("prices"), read("orders")])


async def file():
    return open(read("path"))


async def main():
    warnings.simplefilter("ignore", RuntimeWarning)
    for call in prices, number, price, formatted, label, lines, file:
        try:
            await call()
        except TypeError as error:
            print(f"TypeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
