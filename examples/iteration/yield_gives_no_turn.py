"""A yield hands over a value, and gives no other task a turn.

Both generators yield three values. While `quick` does so, no other task
gets a turn. `polite` awaits before each value, and that is when the
bystander runs.
"""

import asyncio


async def quick():
    for number in 1, 2, 3:
        yield number


async def polite():
    for number in 1, 2, 3:
        await asyncio.sleep(0)
        yield number


async def stand_by():
    for turn in 1, 2, 3:
        print(f"  bystander: turn {turn}")
        await asyncio.sleep(0)


async def main():
    for source in quick, polite:
        async with asyncio.TaskGroup() as group:
            group.create_task(stand_by(), name="bystander")
            async for number in source():
                print(f"{number} from {source.__name__}")
    try:
        await quick()
    except TypeError:
        print("TypeError: quick() cannot be awaited")


if __name__ == "__main__":
    asyncio.run(main())
