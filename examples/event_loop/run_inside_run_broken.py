"""A running loop cannot be run again.

`price` is a plain function that needs a coroutine's result. It works
when plain code calls it. When a coroutine does, a loop is already
running in this thread, and nothing may block that loop.
"""

import asyncio


async def ask(item):
    await asyncio.sleep(1)
    return len(item)


def price(item, run):
    coroutine = ask(item)
    try:
        print(f"price of {item}: {run(coroutine)}")
    except RuntimeError as error:
        print(f"price of {item}: {error}")
        coroutine.close()


async def main():
    price("milk", asyncio.run)
    price("bread", asyncio.get_running_loop().run_until_complete)
    another = asyncio.new_event_loop()
    price("rice", another.run_until_complete)
    another.close()
    try:
        asyncio.get_running_loop().close()
    except RuntimeError as error:
        print(f"close: {error}")


if __name__ == "__main__":
    price("tea", asyncio.run)
    asyncio.run(main())
