"""An object from one run may not work in the next.

A future belongs to the loop that made it, and a lock to the loop on
which a task first had to wait for it. Both outlive their loop here.
Objects that each run makes for itself belong to the right loop.
"""

import asyncio
import re


async def make_future():
    return asyncio.get_running_loop().create_future()


async def await_future(future):
    await future


async def use(lock):
    async with lock:
        await asyncio.sleep(1)


async def compete_for(lock):
    await asyncio.gather(use(lock), use(lock))


def attempt(name, coroutine):
    try:
        asyncio.run(coroutine)
        print(f"{name}: works")
    except RuntimeError as error:
        short = re.sub(r"(<[\w.]+) .*>", r"\1 ...>", str(error))
        print(f"{name}: {short}")


if __name__ == "__main__":
    future = asyncio.run(make_future())
    attempt("future of another run", await_future(future))
    lock = asyncio.Lock()
    attempt("lock, one task", use(lock))
    attempt("lock, one task again", use(lock))
    attempt("lock, two tasks", compete_for(lock))
    attempt("lock, two tasks again", compete_for(lock))
