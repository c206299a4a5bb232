"""A task is not its result.

Unpacking a task iterates over it, which only `await` may do.
`exception` does not wait until the task is done. The set that
`all_tasks` returns contains the current task, which can't await itself.
"""

import asyncio


async def fetch_prices():
    await asyncio.sleep(1)
    return {"tea": 3, "milk": 2}


def both(prices):
    tea, milk = prices
    return tea, milk


def error_of(prices):
    return prices.exception()


async def wait_for_all():
    for task in asyncio.all_tasks():
        await task


async def main():
    async with asyncio.TaskGroup() as group:
        for use in both, error_of:
            prices = group.create_task(fetch_prices())
            try:
                use(prices)
            except (RuntimeError, asyncio.InvalidStateError) as error:
                print(f"{type(error).__name__}: {error}")

    try:
        await wait_for_all()
    except RuntimeError as error:
        text, *_ = str(error).split(" coro=")
        print(f"RuntimeError: {text}>")


if __name__ == "__main__":
    asyncio.run(main())
