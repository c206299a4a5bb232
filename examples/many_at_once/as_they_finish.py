"""Use each result as soon as it is available, until the time is up.

`as_completed` yields an awaitable for each result in turn.
Only the result itself can tell you which task it came from.
The timeout ends the waiting, not the work, so `main` cancels what is
still running.
"""

import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return f"the {name} page"


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(fetch("slow", 3), name="slow"),
            group.create_task(fetch("quick", 1), name="quick"),
            group.create_task(fetch("fair", 2), name="fair"),
        ]
        try:
            for next_one in asyncio.as_completed(tasks, timeout=2.5):
                print(f"main: got {await next_one}")
        except TimeoutError:
            for task in tasks:
                if not task.done():
                    print(f"main: cancels {task.get_name()}")
                    task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
