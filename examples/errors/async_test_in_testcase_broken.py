# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = [".*", "-+", "Ran 1 test in .*s", "", "OK"]
# ///
"""A plain `TestCase` does not run an `async def` test.

The test is wrong, because the total of tea is 3. It passes all the
same: `unittest.TestCase` calls it, gets a coroutine object, and never
awaits it.
"""

import asyncio
import unittest
import warnings


async def total(items):
    await asyncio.sleep(1)
    return sum(len(item) for item in items)


class Tests(unittest.TestCase):
    async def test_total(self):
        self.assertEqual(await total(["tea"]), 1_000)


def show(message, category, *_):
    print(f"{category.__name__}: {message}")


if __name__ == "__main__":
    warnings.simplefilter("always")
    warnings.showwarning = show
    unittest.main()
