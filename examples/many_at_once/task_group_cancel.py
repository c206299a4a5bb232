# /// script
# requires-python = ">=3.15"
# ///
"""End a task group by its method `cancel`.

The tasks that are left are cancelled, and the block ends without an
exception. The answer is kept where `main` can read it.
"""

import asyncio
import sys


async def search(group, found, room, seconds, has_keys):
    await asyncio.sleep(seconds)
    if has_keys:
        found.append(room)
        group.cancel()
    else:
        print(f"{room}: no keys")


async def main():
    found = []
    async with asyncio.TaskGroup() as group:
        for room, seconds in ("attic", 3), ("hall", 1), ("cellar", 2):
            has_keys = room == "cellar"
            group.create_task(
                search(group, found, room, seconds, has_keys), name=room
            )
    print(f"main: keys in {found}, no exception")


if __name__ == "__main__":
    if sys.version_info < (3, 15):
        sys.exit("task_group_cancel.py: needs Python 3.15 or newer")
    asyncio.run(main())
