# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# arguments = ["--seconds", "3"]
# varies = ["127\\.0\\.0\\.1:\\d+"]
# ///
"""A news service with made-up stories.

It has the shape of the Hacker News API: `/v0/topstories.json` lists the
numbers of the stories, and `/v0/item/<number>.json` is one story.
Every answer except a 400 or a 417 takes `--delay` seconds. Start it in
one terminal, and `get_news_sync.py` or `get_news_async.py` in another.
"""

import argparse
import asyncio
import logging
import os
import sys

from aiohttp import web
from aiohttp.http import HttpProcessingError

TITLES = [
    "Night train learns to wait for the night bus",
    "A lighthouse that answers letters",
    "Why the town clock waits for nobody",
    "Train driver paints every lighthouse on the line",
    "The night bus came back with another number",
    "Letters from a lighthouse, volume two",
    "Town buys a second clock to settle the argument",
    "Small bakery bakes the whole line of the night train",
    "How to fold a map of a town that moves",
    "The last paper map maker on the line",
]
# The rank of a story is its place in this list, not its number.
STORIES = {
    700 + 7 * rank % 10: title for rank, title in enumerate(TITLES)
}


async def top_stories(request):
    return web.json_response(list(STORIES))


async def item(request):
    number = int(request.match_info["number"])
    if number not in STORIES:
        raise web.HTTPNotFound
    return web.json_response({"id": number, "title": STORIES[number]})


async def main(port=18021, delay=0.5, seconds=600):
    @web.middleware
    async def slow(request, handler):
        await asyncio.sleep(delay)
        return await handler(request)

    app = web.Application(middlewares=[slow])
    app.router.add_get("/v0/topstories.json", top_stories)
    app.router.add_get(r"/v0/item/{number:\d{1,9}}.json", item)
    # At shutdown, aiohttp applies this timeout twice: 2 s in all.
    runner = web.AppRunner(app, shutdown_timeout=1)
    try:
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            reason = os.strerror(error.errno)
            return f"news_server.py: choose another --port: {reason}"
        host, port = runner.addresses[0]
        print(
            f"news at http://{host}:{port} for {seconds:g} s",
            flush=True,
        )
        await asyncio.sleep(seconds)
    finally:
        await runner.cleanup()


def is_worth_a_line(record):
    """Skip mistakes of clients: they were answered with 400."""
    error = record.exc_info and record.exc_info[1]
    return not isinstance(error, HttpProcessingError)


def read_options():
    # Without usage lines, argparse reports errors in a single line.
    parser = argparse.ArgumentParser(usage=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=18021)
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    if not 0 <= options.port <= 65535:
        parser.error("--port has to be from 0 (any free one) to 65535")
    if not 0 <= options.delay <= 3600:
        parser.error("--delay has to be from 0 to 3600 seconds")
    if not 0 < options.seconds <= 86400:
        parser.error("--seconds has to be above 0, at most 86400")
    return options


if __name__ == "__main__":
    logging.getLogger("aiohttp.server").addFilter(is_worth_a_line)
    try:
        sys.exit(asyncio.run(main(**vars(read_options()))))
    except KeyboardInterrupt:
        print("news_server.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
    except OSError as error:  # such as a full disk behind the output
        # Python would try to print the rest when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(f"news_server.py: cannot print: {error.strerror}")
