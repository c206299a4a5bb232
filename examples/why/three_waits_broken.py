# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# dev_stderr = [
#   "Executing <Task .*name='news'.* took .* seconds",
#   "Executing <Task .*name='mail'.* took .* seconds",
#   "Executing <Task .*name='weather'.* took .* seconds",
# ]
# ///
"""A blocking wait makes three tasks take turns.

The same three tasks in the same group. Only `fetch` differs: it calls a
plain function that returns when the answer is there. Until then no
other task gets a turn, not even one that has just been made.
"""

import asyncio
import time


def download(seconds):
    time.sleep(seconds)  # as a blocking HTTP or database client does


async def fetch(name, seconds):
    print(f"{name}: asked")
    download(seconds)
    print(f"{name}: here after {seconds} s")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch("news", 3), name="news")
        group.create_task(fetch("mail", 1), name="mail")
        group.create_task(fetch("weather", 2), name="weather")
    print("main: all here")


if __name__ == "__main__":
    asyncio.run(main())
