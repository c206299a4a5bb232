# /// script
# requires-python = ">=3.15"
# ///
"""End a task group with its `cancel` method.

The remaining tasks are cancelled, and the block ends without an
exception. The answer is kept where `main` can read it.
"""

import asyncio
import sys


async def search(group, found, shelf, seconds, has_book):
    await asyncio.sleep(seconds)
    if has_book:
        found.append(shelf)
        group.cancel()
    else:
        print(f"{shelf}: no book")


async def main():
    found = []
    async with asyncio.TaskGroup() as group:
        for shelf, seconds in ("top", 3), ("middle", 1), ("bottom", 2):
            has_book = shelf == "bottom"
            job = search(group, found, shelf, seconds, has_book)
            group.create_task(job, name=shelf)
    print(f"main: found in {found}, no exception")


if __name__ == "__main__":
    if sys.version_info < (3, 15):
        sys.exit("task_group_cancel.py: needs Python 3.15 or newer")
    asyncio.run(main())
