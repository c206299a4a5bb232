"""Cancel a task, let it clean up, and wait until it is gone.

`cancel` only asks: `CancelledError` is raised at the `await` where the
task is waiting. The task cleans up, which may take another await,
and re-raises the exception. `asyncio.wait` returns when the task is
gone. The second task is cancelled before it starts.
"""

import asyncio


async def tick():
    try:
        while True:
            await asyncio.sleep(1)
            print("ticker: tick")
    except asyncio.CancelledError:
        print("ticker: asked to stop, saves its count")
        await asyncio.sleep(0.5)
        print("ticker: saved")
        raise


def report(when, task):
    done, cancelled = task.done(), task.cancelled()
    print(f"main: {when}, done={done}, cancelled={cancelled}")


async def main():
    async with asyncio.TaskGroup() as group:
        ticker = group.create_task(tick(), name="ticker")
        await asyncio.sleep(2.5)
        print(f"main: cancel() returns {ticker.cancel()}")
        report("the request is made", ticker)
        await asyncio.wait([ticker])
        report("the ticker is gone", ticker)
        print(f"main: cancel() now returns {ticker.cancel()}")

        early = group.create_task(tick(), name="early")
        early.cancel()
        await asyncio.wait([early])
        report("the early task never began", early)


if __name__ == "__main__":
    asyncio.run(main())
