# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# arguments = ["--seconds", "6"]
# varies = ["127\\.0\\.0\\.1:\\d+"]
# ///
"""A slow and picky service with made-up basketball statistics.

`/players.json` lists the numbers of the players, and
`/players/<number>.json` shows one player. An answer takes `--delay`
seconds. Each client may send `--rate` requests in any one second: any
beyond that are refused immediately with status 429, and `Retry-After`
says how many seconds to wait. Clients are told apart by their address,
so all programs on your machine share one limit.
Start this server in one terminal and `nba_stats_async.py` in another.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections import defaultdict, deque

from aiohttp import web
from aiohttp.http import HttpProcessingError

POINTS = {
    "Guard 1": 21,
    "Guard 2": 17,
    "Guard 3": 9,
    "Guard 4": 12,
    "Forward 1": 24,
    "Forward 2": 8,
    "Forward 3": 15,
    "Forward 4": 11,
    "Center 1": 19,
    "Center 2": 6,
}
PLAYERS = dict(enumerate(POINTS.items(), 1))


async def players(request):
    return web.json_response(list(PLAYERS))


async def player(request):
    number = int(request.match_info["number"])
    if number not in PLAYERS:
        raise web.HTTPNotFound
    name, points = PLAYERS[number]
    return web.json_response({"name": name, "points": points})


async def main(port=18022, delay=0.7, rate=4, seconds=600):
    clients = defaultdict(deque)  # the times of the last requests

    @web.middleware
    async def picky(request, handler):
        now = asyncio.get_running_loop().time()
        times = clients[request.remote]
        while times and times[0] <= now - 1:
            times.popleft()
        if len(times) >= rate:
            raise web.HTTPTooManyRequests(headers={"Retry-After": "1"})
        times.append(now)
        await asyncio.sleep(delay)
        return await handler(request)

    app = web.Application(middlewares=[picky])
    app.router.add_get("/players.json", players)
    app.router.add_get(r"/players/{number:\d{1,9}}.json", player)
    # At shutdown, requests in progress get two more seconds.
    runner = web.AppRunner(app, shutdown_timeout=1)
    try:
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            reason = os.strerror(error.errno)
            return f"stats_server.py: choose another --port: {reason}"
        host, port = runner.addresses[0]
        print(
            f"stats at http://{host}:{port} for {seconds:g} s",
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
    parser.add_argument("--port", type=int, default=18022)
    parser.add_argument("--delay", type=float, default=0.7)
    parser.add_argument("--rate", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    if not 0 <= options.port <= 65535:
        parser.error("--port has to be from 0 (any free one) to 65535")
    if not 0 <= options.delay <= 3600:
        parser.error("--delay has to be from 0 to 3600 seconds")
    if options.rate < 1:
        parser.error("--rate has to be 1 or more")
    if not 0 < options.seconds <= 86400:
        parser.error("--seconds has to be above 0, at most 86400")
    return options


if __name__ == "__main__":
    logging.getLogger("aiohttp.server").addFilter(is_worth_a_line)
    try:
        sys.exit(asyncio.run(main(**vars(read_options()))))
    except KeyboardInterrupt:
        print("stats_server.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
    except OSError as error:  # such as a full disk behind the output
        # Python would try to print the rest when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(f"stats_server.py: cannot print: {error.strerror}")
