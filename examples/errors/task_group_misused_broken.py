"""A task group accepts tasks only while its block runs.

The first group is never entered. In the second, a task has failed, so
the group accepts no new ones. The third is asked to start a task after
its end, and is then entered again.
"""

import asyncio


async def download(name):
    await asyncio.sleep(1)
    if name == "page 2":
        raise ConnectionError(f"no answer for {name}")


async def start(group, name):
    coroutine = download(name)
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
        coroutine.close()


async def main():
    await start(asyncio.TaskGroup(), "page 1")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(download("page 2"))
            try:
                await asyncio.sleep(2)
            finally:
                await start(group, "page 3")
    except ExceptionGroup as errors:
        print(f"{type(errors).__name__}: {errors}")

    async with asyncio.TaskGroup() as group:
        group.create_task(download("page 4"))
    await start(group, "page 5")
    try:
        async with group:
            print("main: in the group again")
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
