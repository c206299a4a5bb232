# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# varies = ["(/\\S*/)?task_tells_where_it_waits"]
# ///
"""Print a task, and the line where it is waiting.

`print(task)` shows its name, its state and where its coroutine is.
`print_stack` shows the line of code.
"""

import asyncio
import sys


async def bake(oven):
    await oven.wait()


async def main():
    oven = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bake(oven), name="baker")
        await asyncio.sleep(1)
        print(task)
        task.print_stack(file=sys.stdout)
        oven.set()
    print(task)


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
