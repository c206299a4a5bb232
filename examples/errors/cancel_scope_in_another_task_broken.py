# /// script
# requires-python = ">=3.11"
# dependencies = ["anyio"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without AnyIO"
# ///
"""Leave a cancel scope in another task, or in the wrong order.

The client has an AnyIO task group, and each task group has a cancel
scope. Only the task that entered a cancel scope can leave it, and it
has to leave the one that it entered last.
"""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import anyio


@asynccontextmanager
async def connected():
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep, 60)  # receives messages
        yield "client"
        group.cancel_scope.cancel()


async def start(stack):
    return await stack.enter_async_context(connected())


async def another_task():
    stack = AsyncExitStack()
    client = await asyncio.create_task(start(stack))
    print(f"{client}: open")
    try:
        await stack.aclose()
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


async def wrong_order():
    first, second = anyio.CancelScope(), anyio.CancelScope()
    first.__enter__()
    second.__enter__()
    try:
        first.__exit__(None, None, None)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


async def main():
    await another_task()
    await asyncio.create_task(wrong_order())


if __name__ == "__main__":
    asyncio.run(main())
