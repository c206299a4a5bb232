"""Give up after one second.

`asyncio.timeout` limits how long its block may take. When the time is
up, it cancels what the block waits for and raises `TimeoutError`.
"""

import asyncio


async def main():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(3)
            print("main: never gets here")
    except TimeoutError:
        print("main: gave up after 1 s")


if __name__ == "__main__":
    asyncio.run(main())
