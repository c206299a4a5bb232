# /// script
# requires-python = ">=3.11"
# dependencies = ["asgiref"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without asgiref"
# ///
"""Call `async_to_sync` in a coroutine.

It runs a coroutine for plain code, and would block the event loop that
is running here.
"""

import asyncio

from asgiref.sync import async_to_sync


async def price():
    await asyncio.sleep(1)
    return 3


async def main():
    try:
        print("price:", async_to_sync(price)())
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
