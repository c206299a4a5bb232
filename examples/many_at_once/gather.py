"""Run several coroutines at once and keep their results in order.

`asyncio.gather` starts all of them, in the order of its arguments.
They end when they are done, the shortest first.
The results come back in the order of the arguments again.
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
