"""Async iterators and context managers with a method of the wrong kind.

`__aiter__` has to be a plain method that returns an object with
`__anext__`. `__anext__`, `__aenter__` and `__aexit__` have to
return awaitables, so make them `async def`.
"""

import asyncio
import warnings


class Rows:
    async def __aiter__(self):
        return self


class Lines:
    def __aiter__(self):
        return self

    def __anext__(self):
        return "a line"


class Connection:
    def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(1)


class File:
    async def __aenter__(self):
        return self

    def __aexit__(self, *error):
        return False


async def main():
    warnings.simplefilter("ignore", RuntimeWarning)
    for source in Rows(), Lines():
        try:
            async for line in source:
                print(line)
        except TypeError as error:
            print(f"TypeError: {error}")
    for opened in Connection(), File():
        try:
            async with opened as it:
                print(f"main: has a {type(it).__name__}")
        except TypeError as error:
            print(f"TypeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
