"""Take the results as they come, and stop waiting after a while.

`as_completed` gives awaitables, one for each next result. Which task it
is from, only the result can tell. The time limit ends your waiting, not
the work.
"""

import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    print(f"{name}: done")
    return f"the page of {name}"


async def main():
    tasks = [
        asyncio.create_task(fetch(name, seconds), name=name)
        for name, seconds in (("slow", 3), ("quick", 1), ("fair", 2))
    ]
    try:
        for next_one in asyncio.as_completed(tasks, timeout=2.5):
            print(f"main: has {await next_one}")
    except TimeoutError:
        print("main: waits no longer")
    await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(main())
