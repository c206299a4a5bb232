"""Each task has context variables of its own: a number per request.

A task starts with a copy of the context in which it is created. `log`
reads the number from it, not from an argument. `to_thread` copies the
context into the thread, but `run_in_executor` does not.
"""

import asyncio
from contextvars import ContextVar

request = ContextVar("request", default="unknown")


def log(text):
    print(f"request {request.get()}: {text}")


async def handle(number, seconds):
    request.set(number)
    log("starts")
    await asyncio.sleep(seconds)
    log("has waited")
    await asyncio.to_thread(log, "in to_thread")
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, log, "in run_in_executor")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(handle(1, seconds=2), name="request 1")
        group.create_task(handle(2, seconds=1), name="request 2")
    log("in main")


if __name__ == "__main__":
    asyncio.run(main())
