"""Run a coroutine, await another, and pause.

These lines of the cheat sheet are about running and awaiting.
"""

import asyncio


async def fetch(url):
    await asyncio.sleep(1)
    return f"page of {url}"


async def main():
    result = await fetch("a.example")
    print(f"main: {result}")
    await asyncio.sleep(0)
    print("main: all ready tasks have had a turn")


if __name__ == "__main__":
    asyncio.run(main())
