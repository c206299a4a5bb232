"""`call_soon` calls plain functions in the next turn of the loop.

It passes positional arguments on; for keyword arguments, use `partial`
or a `lambda`. The functions are called in order, once each, except for
the one whose handle was cancelled.
"""

import asyncio
from functools import partial


def say(text, end="."):
    print(f"  {text}{end}")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(say, "first")
    loop.call_soon(say, "second", "!")
    loop.call_soon(partial(say, "third", end="?"))
    handle = loop.call_soon(say, "fourth")
    handle.cancel()
    try:
        loop.call_soon(say, "fifth", end="?")
    except TypeError:
        print("TypeError: no keyword arguments")
    print("nothing has been called yet")
    await asyncio.sleep(0)
    print("one turn later")


if __name__ == "__main__":
    asyncio.run(main())
