# /// script
# requires-python = ">=3.13"
# ///
"""With `async for`, `as_completed` gives you your own tasks.

So you know which of them is done: a task can be the key of a
dictionary, and has a name. It is done already, and its result is there.
"""

import asyncio
import sys


async def fetch(seconds):
    await asyncio.sleep(seconds)
    return f"a page after {seconds} s"


async def main():
    urls = {}
    for name, seconds in ("slow", 3), ("quick", 1), ("fair", 2):
        task = asyncio.create_task(fetch(seconds), name=name)
        urls[task] = f"/{name}.html"
    async for task in asyncio.as_completed(urls):
        print(f"{task.get_name()}: {urls[task]}: {task.result()}")


if __name__ == "__main__":
    if sys.version_info < (3, 13):
        sys.exit("as_completed_tasks.py: needs Python 3.13 or newer")
    asyncio.run(main())
