"""Call a library that knows nothing about asyncio: SQLite, in a thread.

`sqlite3` blocks until a query is done. `asyncio.to_thread` calls it in
a worker thread, so the event loop stays free for the clock.
"""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory


def average(path):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE sizes (bytes INTEGER)")
        rows = [(size,) for size in (2, 4, 9)]
        database.executemany("INSERT INTO sizes VALUES (?)", rows)
        time.sleep(2)  # as a query on a large table does
        query = database.execute("SELECT avg(bytes) FROM sizes")
        return query.fetchone()[0]


async def clock():
    for second in 0, 1, 2:
        print(f"clock: {second} s")
        await asyncio.sleep(1)


async def main(path):
    async with asyncio.TaskGroup() as group:
        query = group.create_task(asyncio.to_thread(average, path))
        group.create_task(clock(), name="clock")
    print(f"main: {query.result()} bytes per file")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder, "sizes.db")))
