"""Await the coroutine, or run the plain code in a thread.

A coroutine can await another one. Plain code that you cannot change
runs in a thread. No loop is running there, so the code may start one.
"""

import asyncio


async def ask(item):
    await asyncio.sleep(1)
    return len(item)


def price(item):
    return asyncio.run(ask(item))


async def main():
    print("milk costs", await ask("milk"))
    print("bread costs", await asyncio.to_thread(price, "bread"))


if __name__ == "__main__":
    asyncio.run(main())
