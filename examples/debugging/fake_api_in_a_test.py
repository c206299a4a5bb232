# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# stderr = [
#     "test_price .*ok",
#     "test_tries_again .*ok",
#     "",
#     "-+",
#     "Ran 2 tests in .*s",
#     "",
#     "OK",
# ]
# ///
"""Test a client with a server that returns what the test wants.

The client under test gets its session from outside, so the test can
pass one that sends all requests to a server in the same process. Real
requests go over a real connection, so mistakes in their addresses,
headers and bodies are found, too.
"""

import asyncio
import unittest

import aiohttp
from aiohttp import web


async def price(session, item):
    for attempt in range(3):
        async with session.get("/price", params={"of": item}) as answer:
            if answer.status == 503:
                await asyncio.sleep(2**attempt)
                continue
            answer.raise_for_status()
            return (await answer.json())["price"]
    raise RuntimeError("the shop is closed")


class PriceTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.answers, self.requests = [], []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        self.addAsyncCleanup(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        self.session = await self.enterAsyncContext(
            aiohttp.ClientSession(f"http://{host}:{port}")
        )

    async def answer(self, request):
        self.requests.append(request.path_qs)
        return web.json_response(**self.answers.pop(0))

    async def test_price(self):
        self.answers = [{"data": {"price": 3}}]
        self.assertEqual(await price(self.session, "tea & milk"), 3)
        self.assertEqual(self.requests, ["/price?of=tea+%26+milk"])

    async def test_tries_again(self):
        self.answers = [{"status": 503}, {"data": {"price": 4}}]
        self.assertEqual(await price(self.session, "tea"), 4)
        self.assertEqual(len(self.requests), 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
