"""A decorator for coroutine functions has to await, too.

`timed` returns a coroutine function that awaits the original one. A
decorator made for plain functions sees only the call, which runs
nothing: `lru_cache` keeps a coroutine object that is used up after its
first `await`.
"""

import asyncio
import functools
import time


def timed(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return await function(*args, **kwargs)
        finally:
            seconds = time.perf_counter() - start
            print(f"{function.__name__}: took {seconds:.0f} s")

    return wrapper


@timed
async def fetch(page):
    await asyncio.sleep(1)
    return f"text {page}"


@functools.lru_cache
def cached(page):
    return fetch(page)


async def main():
    print(f"main: {await fetch(1)}")
    print(f"main: {await cached(2)}")
    try:
        await cached(2)
    except RuntimeError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    asyncio.run(main())
