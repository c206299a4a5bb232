"""Three waits that overlap take as long as the longest of them.

`fetch` stands in for a request: instead of waiting for an answer, it
sleeps. `gather` runs three calls to `fetch` concurrently, and waits
for all of them.
"""

import asyncio


async def fetch(name, seconds):
    print(f"{name}: requested")
    await asyncio.sleep(seconds)
    print(f"{name}: arrived after {seconds} s")


async def main():
    await asyncio.gather(
        fetch("news", 3),
        fetch("mail", 1),
        fetch("weather", 2),
    )
    print("main: all have arrived")


if __name__ == "__main__":
    asyncio.run(main())
