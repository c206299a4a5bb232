"""Start a coroutine from a callback.

A callback cannot await, and a coroutine function isn't a callback: the
loop calls it and throws the coroutine away. So let the callback create
a task, in a group that keeps it and propagates its errors.
"""

import asyncio
import warnings


async def job():
    await asyncio.sleep(1)
    print("job: done")


async def wrong():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.get_running_loop().call_soon(job)
        await asyncio.sleep(0)
    print("warning:", caught[0].message)


async def right():
    async with asyncio.TaskGroup() as group:

        def start():
            group.create_task(job(), name="job")

        asyncio.get_running_loop().call_later(1, start)
        await asyncio.sleep(1.5)  # the callback runs in this block


if __name__ == "__main__":
    asyncio.run(wrong(), debug=False)
    try:
        asyncio.run(wrong(), debug=True)
    except TypeError as error:
        print("debug mode:", error)
    asyncio.run(right())
