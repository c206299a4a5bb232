# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the event loop and the program run in two real threads"
# ///
"""Call coroutines from a synchronous program.

The event loop runs in a thread while the `with` block is open. However
the block ends, the loop stops and its thread ends. Then the runner
cancels the tasks that are left, and they clean up in the main thread.
`run_coroutine_threadsafe` returns a `concurrent.futures` future, whose
`result` blocks and takes a timeout.
"""

import asyncio
import threading
from contextlib import contextmanager


@contextmanager
def background_loop():
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        thread = threading.Thread(target=loop.run_forever, name="loop")
        thread.start()
        try:
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


async def double(number):
    await asyncio.sleep(0.5)
    print(f"loop: doubles {number}")
    return 2 * number


def main():
    with background_loop() as loop:
        future = asyncio.run_coroutine_threadsafe(double(21), loop)
        print(f"program: goes on, {future.done()=}")
        print(f"program: the result is {future.result(timeout=5)}")

        future = asyncio.run_coroutine_threadsafe(double("x"), loop)
        try:
            future.result(timeout=0.2)
        except TimeoutError:
            print(f"program: gives up, {future.cancel()=}")
    print("program: the loop has ended")


if __name__ == "__main__":
    main()
