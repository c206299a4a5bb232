"""Two timeouts cancel the work, and one lets it run.

`timeout` limits a block, `wait_for` one awaitable: both cancel what
they wait for and raise `TimeoutError`. `wait` only stops waiting: it
cancels nothing and raises nothing.
"""

import asyncio


async def work(name):
    try:
        await asyncio.sleep(3)
        print(f"{name}: finished")
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise


async def main():
    async with asyncio.TaskGroup() as group:
        first = group.create_task(work("first"), name="first")
        try:
            async with asyncio.timeout(1):
                await first
        except TimeoutError:
            print("main: timeout raised TimeoutError")

        second = group.create_task(work("second"), name="second")
        try:
            await asyncio.wait_for(second, 1)
        except TimeoutError:
            print("main: wait_for raised TimeoutError")

        third = group.create_task(work("third"), name="third")
        done, pending = await asyncio.wait([third], timeout=1)
        print(f"main: wait: {len(done)} done, {len(pending)} pending")


if __name__ == "__main__":
    asyncio.run(main())
