"""Cache the result of an async function.

`functools.cache` would keep the coroutine, which can be awaited only
once. This cache keeps a task for each key, and all callers with the
same key await the same task. Because of `shield`, cancelling one caller
does not cancel the task for the others. Errors are not kept.
"""

import asyncio


class Cache:
    def __init__(self, load):
        self.load = load
        self.tasks = {}

    async def get(self, key):
        task = self.tasks.get(key)
        if task is None:
            task = asyncio.create_task(self.load(key))
            self.tasks[key] = task
            task.add_done_callback(lambda _: self.drop_error(key))
        return await asyncio.shield(task)

    def drop_error(self, key):
        task = self.tasks[key]
        if task.cancelled() or task.exception() is not None:
            del self.tasks[key]


async def load_price(item):
    print(f"load: {item}")
    await asyncio.sleep(1)
    if item == "cake":
        raise LookupError("no cake")
    return 3


async def main():
    cache = Cache(load_price)
    print(await asyncio.gather(cache.get("tea"), cache.get("tea")))
    print(await cache.get("tea"))
    for _ in range(2):
        try:
            await cache.get("cake")
        except LookupError as error:
            print(f"main: {error}")


if __name__ == "__main__":
    asyncio.run(main())
