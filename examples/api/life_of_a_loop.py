# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it handles a signal"
# ///
"""Do the steps of `asyncio.run` by hand.

Create an event loop, run the main coroutine, then shut down in order:
tasks, async generators, the threads of the default pool, and the
loop. A `Runner` does the same with two calls, or with one `with` block,
and logs the errors of the tasks that it cancels.
"""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("generator closed")


async def main():
    loop = asyncio.get_running_loop()
    assert isinstance(loop, asyncio.BaseEventLoop)
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, stopped.set)
    signal.raise_signal(signal.SIGUSR1)
    await stopped.wait()
    print("removed:", loop.remove_signal_handler(signal.SIGUSR1))
    pool = ThreadPoolExecutor(1)
    print(await asyncio.wrap_future(pool.submit(sum, [1, 2, 3])))
    loop.set_default_executor(pool)
    async for number in numbers():
        print(number)
        break  # the generator is left open


def run(main):
    loop: asyncio.AbstractEventLoop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        waiting = asyncio.gather(*left, return_exceptions=True)
        loop.run_until_complete(waiting)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        loop.close()
        print(f"{loop.is_closed()=}")


if __name__ == "__main__":
    run(main())
    runner = asyncio.Runner()
    runner.run(main())
    runner.close()
