"""asyncio.Future and concurrent.futures.Future, side by side.

The second kind is what the `submit` method of a pool returns, and
what `run_coroutine_threadsafe` returns. Only these should create one:
here, the script plays their part, so that it needs no threads.
"""

import asyncio
import concurrent.futures


def report(future):
    print("  callback:", future.result())


async def main():
    loop = asyncio.get_running_loop()
    mine = loop.create_future()
    other = concurrent.futures.Future()

    for name, future in (
        ("asyncio", mine),
        ("concurrent.futures", other),
    ):
        print(f"{name}:")
        future.add_done_callback(report)
        future.set_result("tea")
        print("  after set_result")
        await asyncio.sleep(0)

    mine = loop.create_future()
    other = concurrent.futures.Future()
    loop.call_later(1, other.set_result, "bread")
    try:
        mine.result()
    except asyncio.InvalidStateError as error:
        print("asyncio: result() never waits:", error)
    # other.result() would wait for the bread, and block the loop
    try:
        await other
    except TypeError as error:
        print("concurrent.futures: await:", type(error).__name__)
    print("wrap_future:", await asyncio.wrap_future(other))


if __name__ == "__main__":
    asyncio.run(main())
