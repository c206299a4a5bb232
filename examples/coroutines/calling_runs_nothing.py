"""Calling a coroutine function runs nothing; awaiting runs it.

A call only builds a coroutine object. `await` runs it, and `outer`
awaits `inner` in turn, so they form a chain. However often the chain
waits on the way, `await` returns one value: the final one.
"""

import asyncio
import inspect


async def inner(word):
    print("inner: begins")
    await asyncio.sleep(1)
    pause = asyncio.sleep(1)
    print("inner: has called sleep, which takes no time")
    await pause
    return word.upper()


async def outer():
    print("outer: begins")
    word = await inner("world")
    print(f"outer: got {word}")
    return f"hello {word}"


async def main():
    coroutine = outer()
    print("main: has called outer")
    print("coroutine function:", inspect.iscoroutinefunction(outer))
    print("coroutine object:", asyncio.iscoroutine(coroutine))
    result = await coroutine
    print(f"main: got {result}")


if __name__ == "__main__":
    asyncio.run(main())
