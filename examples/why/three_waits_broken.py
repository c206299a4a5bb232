# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# dev_stderr = [
#   "Executing <Task .*coro=<fetch.* took .* seconds",
#   "Executing <Task .*coro=<fetch.* took .* seconds",
#   "Executing <Task .*coro=<fetch.* took .* seconds",
# ]
# ///
"""A blocking call makes three tasks run one after another.

Only the wait is different now: `download` is a plain function, and it
blocks the thread until the answer arrives, so nothing else can run.
"""

import asyncio
import time


def download(seconds):
    time.sleep(seconds)  # as a blocking HTTP or database client does


async def fetch(name, seconds):
    print(f"{name}: requested")
    download(seconds)
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
