"""A task's error waits until something asks for it.

`await` raises it. If nothing awaits the task, the exception handler of
the event loop is called when the task is garbage-collected. An error
in a callback goes to the same handler immediately.
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
    print("main: milk failed a second ago")
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
