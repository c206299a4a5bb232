"""A task that catches everything outlives its cancel.

`cancel` asks a task to stop and returns at once. This ticker catches
whatever happens to a tick, the request too, and ticks on. `main` calls
it cancelled when nothing has happened yet.
"""

import asyncio


async def tick():
    for number in 1, 2, 3, 4:
        try:
            await asyncio.sleep(1)
        except BaseException as error:
            print(f"ticker: caught {error!r}, who cares")
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
