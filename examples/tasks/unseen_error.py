"""The error of a task waits until somebody asks for it.

Whoever awaits the task gets it raised. If nobody does, the loop's
exception handler hears of it when the task is collected. The error of
a callback goes to the same handler, at once.
"""

import asyncio
import gc


async def buy(item):
    await asyncio.sleep(1)
    raise ValueError(f"no {item} left")


def celebrate(task):
    raise TypeError("nothing to celebrate")


def log(loop, context):
    message, *_ = context["message"].split("(")
    print(f"  log: {message}: {context['exception']}")


async def main():
    asyncio.get_running_loop().set_exception_handler(log)
    task = asyncio.create_task(buy("milk"), name="milk")
    await asyncio.sleep(2)
    print("main: milk has failed a second ago")
    del task
    gc.collect()

    task = asyncio.create_task(buy("tea"), name="tea")
    task.add_done_callback(celebrate)
    try:
        await task
    except ValueError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    asyncio.run(main())
