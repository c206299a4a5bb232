"""Open and close with awaits, also after an error.

A class has `__aenter__` and `__aexit__`, a function has one `yield`
between the two halves. Either way the second half runs however the
block ends, and a plain `with` refuses.
"""

import asyncio
from contextlib import asynccontextmanager


class Door:
    async def __aenter__(self):
        await asyncio.sleep(1)
        print("class: open")
        return "class"

    async def __aexit__(self, *error):
        await asyncio.sleep(0.5)
        print("class: closed")


@asynccontextmanager
async def door():
    await asyncio.sleep(1)
    print("function: open")
    try:
        yield "function"
    finally:
        await asyncio.sleep(0.5)
        print("function: closed")


def fail(reason):
    raise ValueError(reason)


async def main():
    for manager in Door(), door():
        try:
            async with manager as name:
                fail(f"trouble behind the {name}'s door")
        except ValueError as error:
            print(f"main: {error}")
    try:
        with Door():
            print("main: never printed")
    except TypeError:
        print("main: TypeError from a plain with")


if __name__ == "__main__":
    asyncio.run(main())
