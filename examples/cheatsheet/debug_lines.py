"""Turn debug mode on, read the stack of a task, and test coroutines.

These are the cheat sheet's lines about debugging and testing.
"""

import asyncio
import io
import unittest
from unittest.mock import AsyncMock


async def price(shop):
    return await shop.ask("tea") * 2


class Tests(unittest.IsolatedAsyncioTestCase):
    async def test_price(self):
        shop = AsyncMock()
        shop.ask.return_value = 3
        assert await price(shop) == 6
        shop.ask.assert_awaited_once_with("tea")


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 0.05
    print(f"main: debug mode is on: {loop.get_debug()}")
    task = asyncio.create_task(asyncio.sleep(1), name="sleeper")
    await asyncio.sleep(0)
    for frame in task.get_stack():
        print(f"main: it waits in {frame.f_code.co_name}")
    await task


if __name__ == "__main__":
    asyncio.run(main(), debug=True)
    result = unittest.TextTestRunner(io.StringIO()).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Tests)
    )
    passed = result.wasSuccessful()
    print(f"tests: {result.testsRun} run, passed: {passed}")
