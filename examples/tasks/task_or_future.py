"""A task is a future with a coroutine that sets its result.

Other code sets the result of a future. The result of a task is what its
coroutine returns, and nothing else can set it. `ensure_future` turns
any other awaitable into a task, and returns a future or a task
unchanged.
"""

import asyncio


async def ask():
    await asyncio.sleep(1)
    return 7


async def main():
    task = asyncio.create_task(ask(), name="ask")
    print("is a Task:", isinstance(task, asyncio.Task))
    print("is a Future:", isinstance(task, asyncio.Future))
    print("unchanged:", asyncio.ensure_future(task) is task)
    try:
        task.set_result(8)
    except RuntimeError as error:
        print(f"set_result: {error}")
    try:
        await asyncio.create_task(task)
    except TypeError as error:
        message, *_ = str(error).split(",")
        print(f"create_task: {message}")

    print(f"{task.get_name()}: done: {task.done()}")
    await task
    print(f"{task.get_name()}: done: {task.done()}, {task.result()}")

    future = asyncio.get_running_loop().create_future()
    future.set_result(8)
    print(f"future: {await future}")


if __name__ == "__main__":
    asyncio.run(main())
