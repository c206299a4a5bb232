# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = [
#     "test_pauses_get_longer .*ok",
#     "",
#     "-+",
#     "Ran 1 test in .*s",
#     "",
#     "OK",
# ]
# ///
"""Test a retry without waiting for its pauses.

`patch` replaces `asyncio.sleep` with an `AsyncMock`, which returns
immediately and remembers what it was called with. Nothing else gets a
turn during such a sleep, so do this only where the test runs one task.
"""

import asyncio
import unittest
from unittest.mock import AsyncMock, patch


async def retry(job, pauses=(1, 2, 4)):
    for pause in pauses:
        try:
            return await job()
        except OSError:
            await asyncio.sleep(pause)
    return await job()


class TestRetry(unittest.IsolatedAsyncioTestCase):
    async def test_pauses_get_longer(self):
        job = AsyncMock(side_effect=[OSError, OSError, "tea"])
        with patch("asyncio.sleep") as sleep:
            self.assertEqual(await retry(job), "tea")
        pauses = [call.args[0] for call in sleep.await_args_list]
        self.assertEqual(pauses, [1, 2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
