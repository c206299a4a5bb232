# /// script
# requires-python = ">=3.13"
# ///
"""With `async for`, `as_completed` yields your own tasks.

That way you know which task has finished: a task has a name and can
be the key of a dictionary. Each task is already done when you get it.
"""

import asyncio
import sys


async def fetch(seconds):
    await asyncio.sleep(seconds)
    return f"a page after {seconds} s"


async def main():
    tasks = {}
    async with asyncio.TaskGroup() as group:
        for name, seconds in ("slow", 3), ("quick", 1), ("fair", 2):
            task = group.create_task(fetch(seconds), name=name)
            tasks[task] = f"/{name}.html"
        async for task in asyncio.as_completed(tasks):
            print(f"{task.get_name()}: {tasks[task]}: {task.result()}")


if __name__ == "__main__":
    if sys.version_info < (3, 13):
        sys.exit("as_completed_tasks.py: needs Python 3.13 or newer")
    asyncio.run(main())
