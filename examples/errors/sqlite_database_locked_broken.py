# /// script
# requires-python = ">=3.11"
# dependencies = ["aiosqlite"]
#
# [tool.looptape]
# clock = "real"
# because = "aiosqlite works in a thread of its own"
# ///
"""Wait for something else in the middle of a SQLite transaction.

SQLite allows one writer at a time. The second task waits for the first
one to commit, but only for its `timeout`: 0.2 s here, 5 s by default.
"""

import asyncio
import sqlite3
import tempfile
from pathlib import Path

import aiosqlite

ORDER = "INSERT INTO orders VALUES ('tea')"


async def order(path, name, seconds):
    async with aiosqlite.connect(path, timeout=0.2) as database:
        try:
            await database.execute(ORDER)
            await asyncio.sleep(seconds)  # such as a request
            await database.commit()
            print(f"{name}: saved")
        except sqlite3.OperationalError as error:
            print(f"{name}: OperationalError: {error}")


async def main(path):
    async with aiosqlite.connect(path) as database:
        await database.execute("CREATE TABLE orders (item)")
    async with asyncio.TaskGroup() as group:
        group.create_task(order(path, "first", 1))
        await asyncio.sleep(0.2)
        group.create_task(order(path, "second", 0))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder, "shop.db")))
