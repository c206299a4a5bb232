"""A task that catches everything swallows its cancellation.

`cancel` asks a task to stop and returns immediately. This ticker
catches every exception during a tick, even the cancellation,
and keeps ticking. `main` reports the cancellation too early.
"""

import asyncio


async def tick():
    for number in 1, 2, 3, 4:
        try:
            await asyncio.sleep(1)
        except BaseException as error:
            print(f"ticker: ignores {error!r}")
        print(f"ticker: tick {number}")
    return "all ticks"


async def main():
    ticker = asyncio.create_task(tick(), name="ticker")
    await asyncio.sleep(1.5)
    ticker.cancel()
    print("main: the ticker is cancelled")
    print(f"main: the ticker returned {await ticker!r}")


if __name__ == "__main__":
    asyncio.run(main())
