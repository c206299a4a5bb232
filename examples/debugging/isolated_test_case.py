"""Test coroutines, each in a loop of its own.

`IsolatedAsyncioTestCase` runs every `async def` test in a fresh event
loop. An `AsyncMock` is called and awaited like the coroutine function
that it stands for, and remembers it. A `MagicMock` can not be awaited.
"""

import asyncio
import io
import unittest
from unittest.mock import AsyncMock, MagicMock


async def total(shop, items):
    async with asyncio.timeout(2):
        return sum([await shop.price(item) for item in items])


class Tests(unittest.IsolatedAsyncioTestCase):
    async def test_adds_up(self):
        shop = AsyncMock()
        shop.price.return_value = 5
        self.assertEqual(await total(shop, ["tea", "tea"]), 10)
        shop.price.assert_awaited_with("tea")

    async def test_gives_up(self):
        async def too_slow(item):
            await asyncio.sleep(60)

        shop = AsyncMock()
        shop.price.side_effect = too_slow
        with self.assertRaises(TimeoutError):
            await total(shop, ["tea"])

    async def test_needs_an_awaitable(self):
        with self.assertRaises(TypeError):
            await total(MagicMock(), ["tea"])


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Tests)
    report = io.StringIO()  # it has a time in it that always differs
    result = unittest.TextTestRunner(report).run(suite)
    print(f"{result.testsRun} tests, {len(result.failures)} failures")
    print(f"all is well: {result.wasSuccessful()}")
