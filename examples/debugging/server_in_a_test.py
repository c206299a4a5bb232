# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = [
#     "test_answers .*ok",
#     "test_closes_at_the_end .*ok",
#     "",
#     "-+",
#     "Ran 2 tests in .*s",
#     "",
#     "OK",
# ]
# ///
"""Test a server with a real connection.

`asyncSetUp` starts the server before each test. What it enters or
registers is closed after the test, in reverse order, even if the test
fails. With port 0, the system chooses a port, so tests never collide.
"""

import asyncio
import unittest


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
    finally:
        writer.close()


class ServerTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        await self.enterAsyncContext(server)
        address = server.sockets[0].getsockname()
        self.reader, self.writer = await asyncio.open_connection(
            *address
        )
        self.addAsyncCleanup(self.writer.wait_closed)
        self.addCleanup(self.writer.close)

    async def test_answers(self):
        self.writer.write(b"tea\n")
        async with asyncio.timeout(5):
            self.assertEqual(await self.reader.readline(), b"TEA\n")

    async def test_closes_at_the_end(self):
        self.writer.write_eof()
        async with asyncio.timeout(5):
            self.assertEqual(await self.reader.read(), b"")


if __name__ == "__main__":
    unittest.main(verbosity=2)
