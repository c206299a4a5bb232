"""Close a generator that you do not finish.

After a `break`, a generator is not finished. Its cleanup runs later, in
a task that you did not create. `aclosing` closes the generator at the
end of its block, in your own task.
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
        closer = "its reader" if mine else "another task"
        print(f"closed by {closer}")


async def main():
    async for row in rows():
        print(f"row {row} is enough")
        break
    print("after the loop")
    await asyncio.sleep(1)

    async with aclosing(rows()) as table:
        async for row in table:
            print(f"row {row} is enough")
            break
    print("after the block")


if __name__ == "__main__":
    asyncio.run(main())
