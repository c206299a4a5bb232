"""End a task group when one of its tasks has found the answer.

An error ends a group, so the finder raises an exception of your own,
made for this. `except*` takes it, and brings the answer out of the
block.
"""

import asyncio


class Found(Exception):
    """Not an error: ends the group."""


async def search(room, seconds, has_keys):
    await asyncio.sleep(seconds)
    if has_keys:
        raise Found(room)
    print(f"{room}: no keys")


async def main():
    room = "no room"
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(search("attic", 3, False), name="attic")
            group.create_task(search("hall", 1, False), name="hall")
            group.create_task(search("cellar", 2, True), name="cellar")
    except* Found as found:
        room = found.exceptions[0]
    print(f"main: the keys are in: {room}")


if __name__ == "__main__":
    asyncio.run(main())
