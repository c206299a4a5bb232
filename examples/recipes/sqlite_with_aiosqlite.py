# /// script
# requires-python = ">=3.11"
# dependencies = ["aiosqlite"]
#
# [tool.looptape]
# clock = "real"
# because = "aiosqlite works in a thread of its own"
# ///
"""Use SQLite with aiosqlite.

Each connection has a thread of its own, and every call is awaited.
Tasks that share a connection also share its transaction: the commit of
one task saves what the others have not finished. So each task opens its
own connection here.
"""

import asyncio
import tempfile
from pathlib import Path

import aiosqlite


async def add(path, item, price):
    async with aiosqlite.connect(path, timeout=5) as database:
        await database.execute(
            "INSERT INTO orders VALUES (?, ?)", (item, price)
        )
        await database.commit()


async def main(path):
    async with aiosqlite.connect(path) as database:
        await database.execute("CREATE TABLE orders (item, price)")
        async with asyncio.TaskGroup() as group:
            group.create_task(add(path, "tea", 3))
            group.create_task(add(path, "cake", 4))
        query = "SELECT item, price FROM orders ORDER BY price"
        async with database.execute(query) as rows:
            async for item, price in rows:
                print(f"{item}: {price}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder, "shop.db")))
