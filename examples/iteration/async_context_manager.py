"""Open and close with `await`, and close even after an error.

The code before `yield` opens the door, and the code after it closes the
door. Because of `finally`, that code runs however the block ends.
"""

import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def door(name):
    await asyncio.sleep(1)
    print(f"{name} is open")
    try:
        yield name
    finally:
        await asyncio.sleep(0.5)
        print(f"{name} is closed")


async def main():
    async with door("front door") as name:
        print(f"through the {name}")
    try:
        async with door("back door"):
            print(1 / 0)
    except ZeroDivisionError as error:
        print(error)


if __name__ == "__main__":
    asyncio.run(main())
