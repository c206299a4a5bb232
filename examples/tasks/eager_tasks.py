# /// script
# requires-python = ">=3.12"
# ///
"""An eager task starts inside `create_task`.

It runs up to its first real wait before `create_task` returns. If it
never has to wait, it is done by then, without any help from the event
loop.
"""

import asyncio
import sys

prices = {"tea": 3}


async def price(item):
    print(f"  {item}: starts")
    if item not in prices:
        await asyncio.sleep(1)
        prices[item] = 2
    return prices[item]


async def look_up(*items):
    for item in items:
        task = asyncio.create_task(price(item))
        print(f"main: has created {item}, done: {task.done()}")
        print(f"main: {item} costs {await task}")


async def main():
    await look_up("tea")
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    print("main: eager from now on")
    await look_up("tea", "milk")


if __name__ == "__main__":
    if sys.version_info < (3, 12):
        sys.exit("eager_tasks.py: needs Python 3.12 or newer")
    asyncio.run(main())
