"""A timeout around `gather` loses what is done, but `wait` keeps it.

The timeout cancels everything in the `gather`, and all results are
lost, even with `return_exceptions=True`.
`wait` with a timeout raises nothing and cancels nothing: it returns the
tasks that are done and those that are not.
"""

import asyncio


async def fetch(name, seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise
    return f"the {name} page"


async def main():
    pages = fetch("quick", 1), fetch("slow", 3)
    try:
        async with asyncio.timeout(2):
            await asyncio.gather(*pages, return_exceptions=True)
    except TimeoutError:
        print("main: TimeoutError, and no page")

    async with asyncio.TaskGroup() as group:
        quick = group.create_task(fetch("quick", 1), name="quick")
        slow = group.create_task(fetch("slow", 3), name="slow")
        done, pending = await asyncio.wait([quick, slow], timeout=2)
        for task in done:
            print(f"main: has {task.result()}")
        for task in pending:
            task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
