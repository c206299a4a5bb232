# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# companions = ["news_server.py"]
# ///
"""Fetch many pages concurrently, a few at a time.

Each URL gets an answer or an error of its own: a page that fails does
not stop the others. A semaphore limits how many requests are under way
at the same time. Start `news_server.py` in another terminal first.
"""

import asyncio
import sys

import aiohttp

# What a request can raise: one of the last four if its answer is not
# the JSON that this program expects.
FAILURES = (
    aiohttp.ClientError,
    TimeoutError,
    ValueError,
    LookupError,
    TypeError,
    RecursionError,
)


async def fetch(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return (await response.json())["title"]


async def fetch_all(urls, at_once):
    """Return a dictionary with a title or an exception for each URL."""
    places = asyncio.Semaphore(at_once)
    limit = aiohttp.ClientTimeout(total=10)

    async def try_to_fetch(url):
        async with places:
            try:
                return await fetch(session, url)
            except FAILURES as error:
                return error

    async with aiohttp.ClientSession(timeout=limit) as session:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(try_to_fetch(url), name=url[-8:-5])
                for url in urls
            ]
    answers = (task.result() for task in tasks)
    return dict(zip(urls, answers, strict=True))


async def main(site="http://127.0.0.1:18021"):
    numbers = [700, 707, 704, 999, 701, 708, 705]
    urls = [f"{site}/v0/item/{number}.json" for number in numbers]
    answers = await fetch_all(urls, at_once=3)
    for url, answer in answers.items():
        if isinstance(answer, aiohttp.ClientResponseError):
            print(f"{url[-8:]}: {answer.status} {answer.message}")
        else:
            print(f"{url[-8:]}: {answer!r}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
