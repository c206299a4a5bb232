"""Start all tasks first, then await them.

`await` on a coroutine runs it to completion before the next line
begins. When both calls are made into tasks first, they run
concurrently.
"""

import asyncio


async def fetch(name, seconds):
    print(f"{name}: requested")
    await asyncio.sleep(seconds)
    print(f"{name}: arrived")


async def main():
    await fetch("news", 2.5)
    await fetch("mail", 1.5)
    print("main: has awaited two coroutines")

    news = asyncio.create_task(fetch("news", 2.5), name="news")
    mail = asyncio.create_task(fetch("mail", 1.5), name="mail")
    await news
    await mail
    print("main: has awaited two tasks")


if __name__ == "__main__":
    asyncio.run(main())
