"""Run several coroutines concurrently and keep their results in order.

`asyncio.gather` starts all of them.
When all are done, it returns their results in the order of the
arguments, whichever finished first.
"""

import asyncio


async def say(name, delay):
    print(f"{name} starts")
    await asyncio.sleep(delay)
    print(f"{name} done")
    return name


async def main():
    coroutines = [say("A", 3), say("B", 1), say("C", 2)]
    results = await asyncio.gather(*coroutines)
    print(results)


if __name__ == "__main__":
    asyncio.run(main())
