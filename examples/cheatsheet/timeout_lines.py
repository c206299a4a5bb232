"""Give up after some time, and try again with exponential backoff.

These lines of the cheat sheet are about timeouts and retries.
"""

import asyncio
import random

failures = [ConnectionError("refused"), ConnectionError("reset")]


async def fetch(url, seconds=1):
    await asyncio.sleep(seconds)
    return f"page of {url}"


async def unreliable(url):
    if failures:
        raise failures.pop()
    return await fetch(url)


async def fetch_again(url):
    for attempt in range(4):
        try:
            return await unreliable(url)
        except OSError as error:
            print(f"retry: {error}")
            await asyncio.sleep(2**attempt + random.random())
    return await unreliable(url)


async def main():
    random.seed(1)
    url = "a.example"
    try:
        async with asyncio.timeout(5):
            result = await fetch(url, 8)
    except TimeoutError:
        result = None
    print(f"main: {result}")

    result = await asyncio.wait_for(fetch(url), timeout=5)
    print(f"main: {result}")

    loop = asyncio.get_running_loop()
    async with asyncio.timeout(1) as limit:
        limit.reschedule(loop.time() + 5)
        result = await fetch(url, 2)
    print(f"main: {result}")
    print(f"main: {await fetch_again(url)}")


if __name__ == "__main__":
    asyncio.run(main())
