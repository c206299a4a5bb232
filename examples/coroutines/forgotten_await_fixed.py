"""Run a coroutine: await it, create a task, or use a task group.

`await` runs it in the current task. A task runs it concurrently, and
`await` on the task returns its result. A task group waits for all of
its tasks.
"""

import asyncio


async def price(item, amount):
    print(f"price: looks for {item}")
    await asyncio.sleep(1)
    return amount


async def main():
    print(f"main: tea costs {await price('tea', 3)}")

    milk = asyncio.create_task(price("milk", 2), name="milk")
    print("main: goes on during the search for milk")
    print(f"main: milk costs {await milk}")

    async with asyncio.TaskGroup() as group:
        air = group.create_task(price("air", 0), name="air")
        ice = group.create_task(price("ice", 1), name="ice")
    print(f"main: air costs {air.result()}, ice {ice.result()}")


if __name__ == "__main__":
    asyncio.run(main())
