"""A yield hands over a value, not the thread.

Both generators give three values. While `quick` does, no other task
gets a turn. `polite` awaits before each value, and there the
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
    try:
        await quick()
    except TypeError:
        print("main: TypeError from await quick()")
    for source in quick, polite:
        print(f"main: asks {source.__name__}")
        other = asyncio.create_task(stand_by(), name="bystander")
        async for number in source():
            print(f"main: {number} from {source.__name__}")
        await other


if __name__ == "__main__":
    asyncio.run(main())
