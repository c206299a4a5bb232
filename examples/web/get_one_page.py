# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# companions = ["news_server.py"]
# ///
"""Get one page.

`get` sends the request and waits for the status and the headers of the
response; `json` waits for its body. Start `news_server.py` in another
terminal first, or pass the address of a site that serves this path.
"""

import asyncio
import sys

import aiohttp


async def main(site="http://127.0.0.1:18021"):
    url = f"{site}/v0/topstories.json"
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            response.raise_for_status()
            print(await response.json())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
