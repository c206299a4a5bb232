"""Close the generator that you do not finish.

After a `break` a generator is not finished. Whatever it has to clean
up happens later, in a task that you never made. `aclosing` closes it
at the end of its block, in your own task.
"""

import asyncio
from contextlib import aclosing


async def rows():
    reader = asyncio.current_task()
    try:
        for number in 1, 2, 3:
            await asyncio.sleep(1)
            yield number
    finally:
        mine = asyncio.current_task() is reader
        closer = "my reader" if mine else "another task"
        print(f"rows: closed by {closer}")


async def main():
    async for row in rows():
        print(f"main: row {row} is enough")
        break
    print("main: after the loop")
    await asyncio.sleep(1)

    async with aclosing(rows()) as table:
        async for row in table:
            print(f"main: row {row} is enough")
            break
    print("main: after the block")


if __name__ == "__main__":
    asyncio.run(main())
