"""Without `await` a coroutine never runs.

Python warns when it throws such an object away. What happens before
that depends on what the code does with the object. The warnings are
printed here, so that they stand between the other lines.
"""

import asyncio
import warnings


async def price(item):
    print(f"price: looks for {item}")
    await asyncio.sleep(1)
    return 0


def show(message, *details):
    first, *_ = str(message).splitlines()
    print(f"  warning: {first}")


async def main():
    warnings.simplefilter("always")
    warnings.showwarning = show

    print("main: throws it away")
    price("tea")
    print("main: adds to it")
    try:
        price("milk") + 1
    except TypeError as error:
        print(f"  error: {error}")
    print("main: asks if it is zero")
    if price("air"):
        print("  it is not, as an object is always true")


if __name__ == "__main__":
    asyncio.run(main())
