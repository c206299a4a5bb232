"""Use the loop: a future, a timer, a job every second.

These are the cheat sheet's lines about the loop, callbacks, context
variables and periodic jobs.
"""

import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


def ring(text):
    print(f"ring: {text}")


def answer(future):
    if not future.done():
        future.set_result("a result")


async def every(seconds, function, *args):
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        function(*args)
        due += seconds
        await asyncio.sleep(due - loop.time())


async def handle(name):
    user.set(name)
    await asyncio.sleep(1)
    print(f"handle: {user.get()}")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_soon(answer, future)
    print(f"main: {await future}")

    timer = loop.call_later(2, ring, "called later")
    timer.cancel()
    async with asyncio.TaskGroup() as group:
        group.create_task(handle("Ann"))
        group.create_task(handle("Bob"))
    print(f"main: {user.get()}")

    try:
        async with asyncio.timeout(2.5):
            await every(1, ring, "once a second")
    except TimeoutError:
        print("main: stops the periodic job")


if __name__ == "__main__":
    asyncio.run(main())
