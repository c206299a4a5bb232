"""Mocks of the wrong kind.

A `MagicMock` returns mocks like itself, which cannot be awaited. An
`AsyncMock` returns coroutines, so a session whose calls are used with
`async with` has to be a `MagicMock`.
"""

import asyncio
import warnings
from unittest.mock import AsyncMock, MagicMock, Mock


async def fetch_price(session):
    async with session.get("/prices/tea") as response:
        return (await response.json())["price"]


async def save(database):
    await database.execute("insert into prices values (3)")


async def save_and_forget(database):
    database.execute("insert into prices values (3)")


async def read_all(queue):
    while True:
        print(f"read: {await queue.get()}")


def show(message, category, *_):
    text, *_ = str(message).splitlines()
    print(f"{category.__name__}: {text}")


async def main():
    warnings.simplefilter("always")
    warnings.showwarning = show
    queue, database = AsyncMock(), AsyncMock()
    queue.get.side_effect = ["tea"]
    for call in (
        save(MagicMock()),
        fetch_price(Mock()),
        fetch_price(AsyncMock()),
        read_all(queue),
    ):
        try:
            await call
        except (TypeError, StopAsyncIteration) as error:
            print(f"{type(error).__name__}: {error}")

    await save_and_forget(database)
    try:
        database.execute.assert_awaited_once()
    except AssertionError as error:
        print(f"AssertionError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
