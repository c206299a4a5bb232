"""Three waits at once take as long as the longest of them.

`fetch` asks and waits for an answer; a pause stands for the wait.
The task group starts three of them. While one waits, the thread is free
for the others.
"""

import asyncio
import threading


async def fetch(name, seconds):
    print(f"{name}: asked")
    await asyncio.sleep(seconds)
    print(f"{name}: here after {seconds} s")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch("news", 3), name="news")
        group.create_task(fetch("mail", 1), name="mail")
        group.create_task(fetch("weather", 2), name="weather")
    print("main: all here, threads:", threading.active_count())


if __name__ == "__main__":
    asyncio.run(main())
