"""Nest timeouts: one for each step, and one for all of them.

The timeout that expires first cancels its own block.
When the outer one expires, the inner `except TimeoutError` does not
catch that. `timeout(None)` sets no limit.
"""

import asyncio


async def step(name, seconds, limit):
    try:
        async with asyncio.timeout(limit):
            await asyncio.sleep(seconds)
            print(f"{name}: done")
    except TimeoutError:
        print(f"{name}: skipped after {limit} s")


async def main():
    try:
        async with asyncio.timeout(5):
            await step("load", 2.5, limit=None)
            await step("check", 3, limit=1)
            await step("send", 2, limit=2.5)
    except TimeoutError:
        print("main: gave up after 5 s")


if __name__ == "__main__":
    asyncio.run(main())
