"""Ask a task how it ended: done, cancelled, exception, result.

Asking for the result or the exception too early raises an error. Asking
a cancelled task for its exception raises `CancelledError`, so first ask
whether it was cancelled.
"""

import asyncio


async def divide(a, b, seconds):
    await asyncio.sleep(seconds)
    return a / b


def report(task):
    name = task.get_name()
    if not task.done():
        print(f"{name}: is running")
    elif task.cancelled():
        print(f"{name}: was cancelled")
    elif error := task.exception():
        print(f"{name}: raised {error!r}")
    else:
        print(f"{name}: returned {task.result()}")


async def main():
    tasks = [
        asyncio.create_task(divide(6, 2, seconds=1), name="good"),
        asyncio.create_task(divide(6, 0, seconds=1), name="bad"),
        asyncio.create_task(divide(6, 3, seconds=9), name="slow"),
    ]
    good, _, slow = tasks
    try:
        good.result()
    except asyncio.InvalidStateError as error:
        print(f"good: {error}")

    try:
        await asyncio.wait(tasks, timeout=2)
        report(slow)
    finally:
        slow.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        report(task)


if __name__ == "__main__":
    asyncio.run(main())
