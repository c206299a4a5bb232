# /// script
# requires-python = ">=3.12"
# ///
"""Inspect tasks, futures and handles, as frameworks do.

A task factory creates eager tasks of a class of your own. Each task and
each scheduled callback has a context with the values of its context
variables. Only the coroutine sets the result of a task, but any code
can set the result of a future.
"""

import asyncio
import sys
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


class NamedTask(asyncio.Task):
    def __repr__(self):
        return f"<{self.get_name()}>"


async def greet(name):
    user.set(name)
    await asyncio.sleep(1)
    return f"hello {name}"


def report(future):
    kind = "task" if isinstance(future, asyncio.Task) else "future"
    print(f"{kind} is done, {future.cancelled()=}")


async def main():
    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    loop.set_task_factory(asyncio.create_eager_task_factory(NamedTask))
    try:
        task = asyncio.create_task(greet("Ada"), name="greeting")
    finally:
        loop.set_task_factory(before)
    print(task, task.get_context()[user], task.get_loop() is loop)
    task.add_done_callback(report)
    task.add_done_callback(print)
    print("removed:", task.remove_done_callback(print))
    try:
        task.set_exception(ValueError())
    except RuntimeError as error:
        print(error)
    print(await task, asyncio.isfuture(task))

    future: asyncio.Future = loop.create_future()
    future.add_done_callback(report)
    future.add_done_callback(print)
    print("removed:", future.remove_done_callback(print))
    future.cancel()
    print(future.cancelled(), future.get_loop() is loop)
    user.set("Ben")
    handle: asyncio.Handle = loop.call_soon(print, "called")
    print(handle.get_context()[user])
    await asyncio.sleep(0)


if __name__ == "__main__":
    if sys.version_info < (3, 12):
        sys.exit("details_of_tasks.py: needs Python 3.12 or newer")
    asyncio.run(main())
