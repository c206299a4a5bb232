# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = [
#     "test_reads_the_price .*ok",
#     "",
#     "-+",
#     "Ran 1 test in .*s",
#     "",
#     "OK",
# ]
# ///
"""Mock an object that is used with `async with`.

Many clients have a plain method, such as `session.get`, that returns an
async context manager. A `MagicMock` can replace such a client, because
a mock's `__aenter__` can be awaited. Only `json` needs an `AsyncMock`.
"""

import unittest
from unittest.mock import AsyncMock, MagicMock


async def price(session, item):
    async with session.get(f"/items/{item}") as response:
        return (await response.json())["price"]


class Tests(unittest.IsolatedAsyncioTestCase):
    async def test_reads_the_price(self):
        session = MagicMock()
        response = session.get.return_value.__aenter__.return_value
        response.json = AsyncMock(return_value={"price": 3})
        self.assertEqual(await price(session, "tea"), 3)
        session.get.assert_called_once_with("/items/tea")


if __name__ == "__main__":
    unittest.main(verbosity=2)
