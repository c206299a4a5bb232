"""End a task group when one of its tasks has found the answer.

An error ends a group, so the task that finds the answer raises an
exception defined for this purpose. `except*` catches it and brings the
answer out of the block.
"""

import asyncio


class Found(Exception):
    """Not an error: ends the group."""


async def search(shelf, seconds, has_book):
    await asyncio.sleep(seconds)
    if has_book:
        raise Found(shelf)
    print(f"{shelf}: no book")


async def main():
    shelf = "nowhere"
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(search("top", 3, False), name="top")
            group.create_task(search("middle", 1, False), name="middle")
            group.create_task(search("bottom", 2, True), name="bottom")
    except* Found as found:
        shelf = found.exceptions[0]
    print(f"main: the book is here: {shelf}")


if __name__ == "__main__":
    asyncio.run(main())
