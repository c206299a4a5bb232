"""Iterate asynchronously, and close what was opened.

These are the cheat sheet's lines about async for and async with.
"""

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager


async def rows():
    for number in range(3):
        await asyncio.sleep(1)
        yield f"row {number}"


@asynccontextmanager
async def connect(name):
    await asyncio.sleep(1)
    print(f"{name}: open")
    try:
        yield name
    finally:
        await asyncio.sleep(1)
        print(f"{name}: closed")


async def main():
    async for row in rows():
        print(f"main: {row}")
    print(f"main: {[row async for row in rows()]}")

    async with aclosing(rows()) as table:
        print(f"main: {await anext(table)} is enough")

    async with AsyncExitStack() as stack:
        for name in "database", "cache":
            await stack.enter_async_context(connect(name))
        print("main: both are open")


if __name__ == "__main__":
    asyncio.run(main())
