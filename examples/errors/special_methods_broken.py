"""Special methods that are coroutine functions.

Python itself calls `__init__`, `__len__` and the like, and awaits none
of these calls. So it uses the coroutine object as the result.
"""

import asyncio
import warnings


class Database:
    async def __init__(self, name):
        await asyncio.sleep(1)
        self.name = name


class Table:
    async def __len__(self):
        await asyncio.sleep(1)
        return 3

    async def __str__(self):
        return f"{await self.rows()} rows"

    async def __bool__(self):
        return True

    async def __iter__(self):
        return iter([1, 2, 3])

    async def __contains__(self, item):
        return False


async def main():
    warnings.simplefilter("ignore", RuntimeWarning)
    table = Table()
    for use in (
        lambda: Database("prices"),
        lambda: len(table),
        lambda: str(table),
        lambda: "empty" if not table else "full",
        lambda: list(table),
    ):
        try:
            print(use())
        except TypeError as error:
            print(f"TypeError: {error}")
    print(f"main: 4 is in the table: {4 in table}")


if __name__ == "__main__":
    asyncio.run(main())
