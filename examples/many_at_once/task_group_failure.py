"""One failing task ends its group and cancels the others.

The block waits until they are done. Then it raises an `ExceptionGroup`
with all errors, and `except*` catches those of one type.
A task that had already finished keeps its result.
"""

import asyncio


async def save(what, seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{what}: cancelled, cleans up")
        raise
    print(f"{what}: saved")


async def fail(what, seconds):
    await asyncio.sleep(seconds)
    print(f"{what}: fails")
    raise OSError(f"no space left for {what}")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(save("text", 1), name="text")
            group.create_task(fail("music", 2), name="music")
            group.create_task(save("film", 3), name="film")
        print("main: all saved")
    except* OSError as errors:
        print(f"main: {errors}")
        print(f"main: {errors.exceptions[0]}")
    print("main: goes on")


if __name__ == "__main__":
    asyncio.run(main())
