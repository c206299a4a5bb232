"""`call_soon` takes plain functions and positional arguments.

The loop calls them in its next turn: in order, each once. A coroutine
function is accepted as well, but its call makes a coroutine that
nobody awaits; debug mode would refuse it.
"""

import asyncio
import warnings
from functools import partial


def say(text, end="."):
    print(f"  callback: {text}{end}")


async def job():
    print("job: is never printed")


def show(message, *details):
    first, *_ = str(message).splitlines()
    print(f"  warning: {first}")


async def main():
    warnings.simplefilter("always")
    warnings.showwarning = show
    loop = asyncio.get_running_loop()

    loop.call_soon(say, "first")
    loop.call_soon(say, "second", "!")
    loop.call_soon(partial(say, "third", end="?"))
    handle = loop.call_soon(say, "fourth")
    handle.cancel()
    loop.call_soon(job)
    try:
        loop.call_soon(say, "fifth", end="?")
    except TypeError:
        print("main: keyword arguments are refused")
    print("main: nothing was called so far")
    await asyncio.sleep(0)
    print("main: all were called")


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
