# /// script
# requires-python = ">=3.11"
# ///
"""Use an event loop of your own.

The runner calls `loop_factory` to make the loop, so a class will do.
This class counts the calls of `call_soon`, which puts a callback into
the loop's queue.
"""

import asyncio


class CountingLoop(asyncio.SelectorEventLoop):
    calls = 0

    def call_soon(self, callback, *args, context=None):
        self.calls += 1
        return super().call_soon(callback, *args, context=context)


async def main():
    loop = asyncio.get_running_loop()
    print("main runs on a", type(loop).__name__)
    before = loop.calls
    for _ in range(3):
        await asyncio.sleep(0)
    print("three turns, calls:", loop.calls - before)

    before = loop.calls
    await asyncio.sleep(0.5)
    print("one sleep, calls:", loop.calls - before)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=CountingLoop) as runner:
        runner.run(main())
