"""Await it, or let it run in a thread.

A coroutine awaits another one. Plain code that cannot be changed goes
to a thread, where no loop is running, so it may start one.
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
