"""Catch TimeoutError around the block.

`asyncio.timeout` cancels what runs in its block, here at 1 s, and
turns the cancellation into `TimeoutError` at the end of the block.
Any other error passes through the block unchanged.
"""

import asyncio
import inspect


async def slow_answer():
    try:
        await asyncio.sleep(3)
    except asyncio.CancelledError:
        print("slow_answer: gets CancelledError inside the block")
        raise


async def broken_answer():
    raise ValueError("no such question")


async def ask(question):
    try:
        async with asyncio.timeout(1):
            await question
    except TimeoutError:
        print("ask: too slow, uses the default")
    print("ask: the line after the block")


async def main():
    is_coroutine = inspect.iscoroutinefunction(asyncio.timeout)
    print(f"main: timeout is a coroutine function: {is_coroutine}")
    await ask(slow_answer())
    try:
        await ask(broken_answer())
    except ValueError as error:
        print(f"main: {error!r} skipped that line")


if __name__ == "__main__":
    asyncio.run(main())
