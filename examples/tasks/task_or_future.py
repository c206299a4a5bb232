"""A task is a future that has a coroutine to run.

A future is filled by others. A task fills itself with what its
coroutine returns, so nobody else may. `ensure_future` makes a task of
a coroutine only; what is a future already it gives back.
"""

import asyncio


async def ask():
    await asyncio.sleep(1)
    return 7


async def main():
    task = asyncio.create_task(ask(), name="ask")
    print("is a Task:", isinstance(task, asyncio.Task))
    print("is a Future:", isinstance(task, asyncio.Future))
    print("given back:", asyncio.ensure_future(task) is task)
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
    print(f"future: {await future}, as it was told")


if __name__ == "__main__":
    asyncio.run(main())
