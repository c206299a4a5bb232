"""The smallest useful asyncio program.

One coroutine says hello five times, with a pause after each.
`asyncio.run` starts an event loop, runs `main` on it to completion and
closes the loop.
"""

import asyncio


async def say_lots(count, delay):
    for number in range(1, count + 1):
        print(f"hello {number}")
        await asyncio.sleep(delay)


async def main(count=5, delay=0.2):
    await say_lots(count, delay)
    print("goodbye")


if __name__ == "__main__":
    asyncio.run(main())
