# /// script
# requires-python = ">=3.11"
# dependencies = ["asgiref"]
#
# [tool.looptape]
# clock = "real"
# because = "plain code runs in a thread of sync_to_async"
# ///
"""Call `async_to_sync` in plain code only.

A coroutine awaits the function itself. Plain code that runs in a thread
of `sync_to_async` may use `async_to_sync`.
"""

import asyncio

from asgiref.sync import async_to_sync, sync_to_async


async def price():
    await asyncio.sleep(0.1)
    return 3


def total():
    return 2 * async_to_sync(price)()


async def main():
    print("price:", await price())
    print("total:", await sync_to_async(total)())


if __name__ == "__main__":
    asyncio.run(main())
