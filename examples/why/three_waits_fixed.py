"""Three waits that overlap take as long as the longest of them.

`fetch` asks for something and waits for the answer. A pause stands in
for the wait. `gather` runs three of them concurrently, and waits for
all of them.
"""

import asyncio


async def fetch(name, seconds):
    print(f"{name}: asked")
    await asyncio.sleep(seconds)
    print(f"{name}: here after {seconds} s")


async def main():
    await asyncio.gather(
        fetch("news", 3),
        fetch("mail", 1),
        fetch("weather", 2),
    )
    print("main: all here")


if __name__ == "__main__":
    asyncio.run(main())
