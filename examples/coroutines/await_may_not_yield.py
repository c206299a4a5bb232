"""An `await` that has nothing to wait for does not yield control.

While another task is ready to run, `main` awaits three things, three
times each: a coroutine that never waits, a done future and `sleep(0)`.
"""

import asyncio


async def neighbour():
    for turn in 1, 2, 3:
        print(f"  neighbour: turn {turn}")
        await asyncio.sleep(0)


async def never_waits():
    return "done"


async def main():
    task = asyncio.create_task(neighbour(), name="neighbour")
    done = asyncio.get_running_loop().create_future()
    done.set_result("done")

    for turn in 1, 2, 3:
        print(f"main: coroutine {turn}")
        await never_waits()
    for turn in 1, 2, 3:
        print(f"main: future {turn}")
        await done
    for turn in 1, 2, 3:
        print(f"main: sleep(0) {turn}")
        await asyncio.sleep(0)

    await task


if __name__ == "__main__":
    asyncio.run(main())
