"""A deadline can be moved, or shared.

The whole download may take as long as it needs, but each chunk has to
arrive within 2 s, so every chunk moves the deadline.
Then two steps share one deadline.
"""

import asyncio


async def download(pauses):
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(2) as limit:
            for number, pause in enumerate(pauses, start=1):
                await asyncio.sleep(pause)
                print(f"download: chunk {number}")
                limit.reschedule(loop.time() + 2)
    except TimeoutError:
        print("download: no chunk for 2 s")
    print(f"download: expired={limit.expired()}")


async def two_steps(moment):
    try:
        for number in 1, 2:
            async with asyncio.timeout_at(moment):
                await asyncio.sleep(1.5)
                print(f"two_steps: step {number} in time")
    except TimeoutError:
        print(f"two_steps: step {number} too late")


async def main():
    await download([1, 1.5, 1])
    await download([1, 3])
    await two_steps(asyncio.get_running_loop().time() + 2)


if __name__ == "__main__":
    asyncio.run(main())
