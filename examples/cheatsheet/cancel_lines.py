"""Cancel a task, clean up, and shield what has to finish.

These lines of the cheat sheet are about cancellation.
"""

import asyncio


async def work():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("work: cancelled, cleans up")
        raise
    finally:
        await asyncio.sleep(0.5)
        print("work: closed")


async def save():
    await asyncio.sleep(2)
    print("save: saved")


async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work())
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
    print(f"main: cancelled: {task.cancelled()}")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(save())
        try:
            async with asyncio.timeout(1):
                await asyncio.shield(task)
        except TimeoutError:
            print("main: goes on, and the save does too")


if __name__ == "__main__":
    asyncio.run(main())
