"""`next` in a thread cannot say that there is no next row.

It raises `StopIteration`, which a future cannot carry, because `await`
itself uses that exception to say that the result has arrived.
"""

import asyncio


def log(loop, context):
    error = context["exception"]
    print(f"log: {type(error).__name__}: {error}")


async def main():
    asyncio.get_running_loop().set_exception_handler(log)
    rows = iter(["tea", "milk"])
    try:
        while True:
            async with asyncio.timeout(2):
                row = await asyncio.to_thread(next, rows)
            print(f"row: {row}")
    except (RuntimeError, TimeoutError) as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
