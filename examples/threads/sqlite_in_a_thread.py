# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a SQLite connection belongs to a real thread"
# ///
"""Use SQLite from asyncio: do a whole piece of work in each call.

The functions that touch the database are ordinary ones. Each opens a
connection, does its work and closes it, all in one worker thread.
sqlite3 refuses a connection that was made in another thread.
"""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path


def add_orders(path, orders):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS orders (item, price)"
        )
        insert = "INSERT INTO orders VALUES (?, ?)"
        database.executemany(insert, orders)


def total(path):
    with closing(sqlite3.connect(path)) as database:
        (found,) = database.execute("SELECT sum(price) FROM orders")
        return found[0]


async def main(path):
    await asyncio.to_thread(add_orders, path, [("tea", 3), ("cake", 4)])
    await asyncio.to_thread(add_orders, path, [("juice", 2)])
    print("total:", await asyncio.to_thread(total, path))

    with closing(sqlite3.connect(path)) as database:  # in this thread
        query = "SELECT * FROM orders"
        try:
            await asyncio.to_thread(database.execute, query)
        except sqlite3.ProgrammingError as error:
            print("refused:", str(error).partition(".")[0])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder, "shop.db")))
