"""Ask a task to stop, let it clean up, wait until it is gone.

The request arrives as `CancelledError` in the `await` where the task
waits. The task may clean up, even with more awaits, and lets the
exception pass. Whoever cancels a task awaits it, too. At the end a task
is cancelled before it begins.
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
    ticker = asyncio.create_task(tick(), name="ticker")
    await asyncio.sleep(2.5)
    print(f"main: cancel() returns {ticker.cancel()}")
    report("the request is made", ticker)
    try:
        await ticker
    except asyncio.CancelledError:
        report("the ticker is gone", ticker)
    print(f"main: cancel() now returns {ticker.cancel()}")

    early = asyncio.create_task(tick(), name="early")
    early.cancel()
    await asyncio.wait([early])
    report("the early one never began", early)


if __name__ == "__main__":
    asyncio.run(main())
