"""A coroutine that is neither awaited nor made into a task never runs.

Python warns when it discards the coroutine object. What happens before
that depends on what the code does with it. The warnings are printed
here, with line numbers, so that they appear among the other lines.
"""

import asyncio
import json
import warnings


async def price(item):
    print(f"price: looks for {item}")
    await asyncio.sleep(1)
    return 0


def first(row):
    return row[0]


def bit_count(number):
    return number.bit_count()


def is_free(item):
    cost = price(item)
    return not cost


def show(message, category, file, line, *_):
    text, *_ = str(message).splitlines()
    print(f"  warning, line {line}: {text}")


async def main():
    warnings.simplefilter("always")
    warnings.showwarning = show

    print("main: discards the price of tea")
    price("tea")
    print("main: uses the price of milk")
    for use in (sum, first, bit_count, json.dumps):
        try:
            use(price("milk"))
        except (TypeError, AttributeError) as error:
            print(f"  error: {error}")
    print("main: asks whether sugar is free")
    print(f"  {is_free('sugar')}: every coroutine object is true")


if __name__ == "__main__":
    asyncio.run(main())
