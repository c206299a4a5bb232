"""A timeout around a yield cancels the reader.

`rows` limits its own work to 2 s. But the clock runs on while the
reader works on a row, so the timeout cancels the reader's `sleep`,
which has nothing to do with the generator.
"""

import asyncio
from contextlib import aclosing


async def rows():
    async with asyncio.timeout(2):
        for number in 1, 2, 3:
            yield number


async def main():
    try:
        async with aclosing(rows()) as table:
            async for row in table:
                print(f"row {row}")
                await asyncio.sleep(1.5)  # the reader's own work
    except asyncio.CancelledError:
        print("the reader was cancelled")


if __name__ == "__main__":
    asyncio.run(main())
