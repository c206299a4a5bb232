"""Give up waiting, but let the work finish.

`shield` stands between a waiter and a task. A cancel that hits the
waiter stops there: the task goes on. Keep the task in a variable, to
have it held and to wait for it later.
"""

import asyncio


async def save():
    await asyncio.sleep(3)
    print("save: written")


async def main():
    saving = asyncio.create_task(save(), name="save")
    try:
        async with asyncio.timeout(1):
            await asyncio.shield(saving)
    except TimeoutError:
        print(f"main: I give up, save cancelled={saving.cancelled()}")
    print("main: something else to do")
    await saving
    print("main: now it is safe to leave")


if __name__ == "__main__":
    asyncio.run(main())
