"""Each task has context variables of its own.

A task starts with a copy of its maker's context. What it sets, nobody
else sees. `to_thread` takes the copy along, `run_in_executor` does not.
"""

import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


async def handle(name, seconds):
    user.set(name)
    await asyncio.sleep(seconds)
    print(f"{name}: in the task: {user.get()}")
    seen = await asyncio.to_thread(user.get)
    print(f"{name}: in to_thread: {seen}")
    loop = asyncio.get_running_loop()
    seen = await loop.run_in_executor(None, user.get)
    print(f"{name}: in run_in_executor: {seen}")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(handle("ann", 2), name="ann")
        group.create_task(handle("bob", 1), name="bob")
    print(f"main: after both: {user.get()}")


if __name__ == "__main__":
    asyncio.run(main())
