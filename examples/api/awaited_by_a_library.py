# /// script
# requires-python = ">=3.14"
# ///
"""Show in the call graph what waits through a callback.

`first_of` awaits a future that a callback sets, so Python cannot see
that it waits for the jobs. `future_add_to_awaited_by` records that, and
`future_discard_from_awaited_by` removes the record.
"""

import asyncio
import io
import sys


async def job():
    await asyncio.sleep(1)


async def first_of(tasks):
    waiter = asyncio.get_running_loop().create_future()

    def finish(task):
        if not waiter.done():
            waiter.set_result(task)

    me = asyncio.current_task()
    for task in tasks:
        task.add_done_callback(finish)
        asyncio.future_add_to_awaited_by(task, me)
    try:
        return await waiter
    finally:
        for task in tasks:
            task.remove_done_callback(finish)
            asyncio.future_discard_from_awaited_by(task, me)


def names(graph):
    waiting: asyncio.FutureCallGraph
    entry: asyncio.FrameCallGraphEntry = graph.call_stack[0]
    yield f"{graph.future.get_name()} in {entry.frame.f_code.co_name}"
    for waiting in graph.awaited_by:
        yield from names(waiting)


async def main():
    async with asyncio.TaskGroup() as group:
        jobs = [group.create_task(job(), name=name) for name in "ab"]
        waits = group.create_task(first_of(jobs), name="first_of")
        await asyncio.sleep(0.5)
        print(*names(asyncio.capture_call_graph(jobs[0])), sep=" <- ")
        text = io.StringIO()
        asyncio.print_call_graph(jobs[0], file=text)
        for graph in (
            text.getvalue(),
            asyncio.format_call_graph(jobs[0]),
        ):
            print(graph.count("Awaited by:"), "lists of waiting tasks")
        print((await waits).get_name())


if __name__ == "__main__":
    if sys.version_info < (3, 14):
        sys.exit("awaited_by_a_library.py: needs Python 3.14 or newer")
    asyncio.run(main())
