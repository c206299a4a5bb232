# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = [
#     "test_adds_up .*ok",
#     "test_gives_up .*ok",
#     "test_needs_an_awaitable .*ok",
#     "",
#     "-+",
#     "Ran 3 tests in .*s",
#     "",
#     "OK",
# ]
# ///
"""Test coroutines, each in an event loop of its own.

`IsolatedAsyncioTestCase` runs every `async def` test in a fresh event
loop. An `AsyncMock` replaces a coroutine function, and records how it
was called and awaited. What a `MagicMock` returns cannot be awaited.
"""

import asyncio
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
    unittest.main(verbosity=2)
