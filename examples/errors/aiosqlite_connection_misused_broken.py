# /// script
# requires-python = ">=3.11"
# dependencies = ["aiosqlite"]
#
# [tool.looptape]
# clock = "real"
# because = "aiosqlite works in a thread of its own"
# ///
"""Use an aiosqlite connection in ways that it refuses.

`await` has opened the connection, so `async with` must not open it
again. After it has been closed, it accepts no more queries.
"""

import asyncio

import aiosqlite


async def main():
    database = await aiosqlite.connect(":memory:")
    try:
        async with database:
            print("opened twice")
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
    finally:
        await database.close()
    try:
        await database.execute("SELECT 3")
    except ValueError as error:
        print(f"ValueError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
