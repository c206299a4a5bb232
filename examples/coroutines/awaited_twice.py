"""A coroutine can be awaited once, a task any number of times.

One coroutine object is awaited twice in a row, another by two tasks at
the same time, and `gather` gets a third one twice but runs it once.
Then a task is awaited by two tasks, and once more when it is done.
"""

import asyncio


async def ask(what):
    print(f"ask: runs for {what}")
    await asyncio.sleep(1)
    return 7


async def get(who, awaitable):
    try:
        print(f"  {who}: {await awaitable}")
    except RuntimeError as error:
        print(f"  {who}: {error}")


async def main():
    coroutine = ask("a coroutine")
    await get("first", coroutine)
    await get("second", coroutine)

    coroutine = ask("a running coroutine")
    async with asyncio.TaskGroup() as group:
        group.create_task(get("left", coroutine), name="left")
        group.create_task(get("right", coroutine), name="right")

    coroutine = ask("gather")
    results = await asyncio.gather(coroutine, coroutine)
    print(f"  gather: {results}")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(ask("a task"), name="ask")
        group.create_task(get("left", task), name="left")
        group.create_task(get("right", task), name="right")
    await get("later", task)


if __name__ == "__main__":
    asyncio.run(main())
