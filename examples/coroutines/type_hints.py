"""Annotate coroutine functions, callbacks and async generators.

A coroutine function is annotated with what `await` returns. A parameter
that accepts one is a `Callable` that returns an `Awaitable`, and an
async generator returns an `AsyncIterator` of what it yields.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable


async def price(item: str) -> float:
    await asyncio.sleep(1)
    return len(item) / 2


async def each_price(
    items: list[str], ask: Callable[[str], Awaitable[float]]
) -> AsyncIterator[tuple[str, float]]:
    for item in items:
        yield item, await ask(item)


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        task: asyncio.Task[float] = group.create_task(price("coffee"))
        async for item, amount in each_price(["tea", "cake"], price):
            print(f"{item}: {amount}")
    print(f"coffee: {task.result()}")


if __name__ == "__main__":
    asyncio.run(main())
