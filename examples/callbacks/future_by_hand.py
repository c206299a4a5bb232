"""A future: one task waits, something else sets the result.

`create_future` makes an empty future. Here the event loop itself sets
its result, two seconds later.
"""

import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(2, future.set_result, "hello")
    print("waiting")
    print("got", await future)


if __name__ == "__main__":
    asyncio.run(main())
