# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# companions = ["stats_server.py"]
# varies = ["\\d+\\.\\d s"]
# ///
"""Get statistics from a picky server, a few players at once.

The server refuses whoever asks for too much at once, and does not tell
how much that is. A semaphore bounds the requests under way; a refused
one waits as long as `Retry-After` says, and longer after each refusal.
Start `stats_server.py` in another terminal first.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import aiohttp

TRIES = 4
LARGEST = 1_000_000  # bytes of an answer
MOST = 1_000  # players, each in a task of its own


class Fault(Exception):
    """Not a bug: its text tells the user what to do."""


@contextmanager
def faults_of(url):
    """Turn whatever can happen to a request into a Fault."""
    try:
        yield
    except aiohttp.ClientConnectorError:
        raise Fault(
            f"nothing listens at {urlsplit(url).netloc}: start "
            "stats_server.py in another terminal, or check --url"
        )
    except aiohttp.TooManyRedirects:
        raise Fault(f"{url} redirects in a circle: check --url")
    except aiohttp.ClientResponseError:
        raise Fault(f"{url} does not answer in HTTP: check --url")
    except (ValueError, RecursionError):
        raise Fault(f"{url} does not answer in JSON: check --url")
    except (aiohttp.ClientError, OSError):
        raise Fault(f"{url} broke off its answer: try again later")


def retry_after(headers):
    """The seconds a server asks to wait, 0 where it gives none."""
    text = headers.get("Retry-After", "")
    # It may be a date as well: then our own pauses have to do.
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


async def read_json(url, response):
    if response.status >= 400:
        raise Fault(
            f"{url} answers {response.status}: check --url or try later"
        )
    body = b""
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > LARGEST:
            raise Fault(f"{url} is too long: check --url")
    return json.loads(body)


async def fetch(session, url):
    asked = 0
    for attempt in range(TRIES):
        if attempt:
            pause = max(asked, 2 ** (attempt - 1))  # 1, 2, 4 s at least
            print(f"{urlsplit(url).path} refused, again in {pause} s")
            await asyncio.sleep(pause)
        # A request is used up by its answer: this makes a new one.
        with faults_of(url):
            async with session.get(url) as response:
                if response.status != 429:
                    return await read_json(url, response)
                asked = retry_after(response.headers)
    raise Fault(
        f"{url} always answers 429: lower --at-once or try later"
    )


async def fetch_numbers(session, url):
    match await fetch(session, url):
        case [int(), *others] as numbers if all(
            isinstance(other, int) for other in others
        ):
            if len(numbers) <= MOST:
                return numbers
    raise Fault(
        f"{url} is not a list of 1 to {MOST} numbers: check --url"
    )


async def fetch_player(session, url):
    match await fetch(session, url):
        case {"name": str(name), "points": int(points)}:
            # A name from afar has no business to control a terminal.
            return "".join(filter(str.isprintable, name)), points
    raise Fault(f"{url} is not a player with points: check --url")


async def collect(url, at_once, players):
    """Put the players into a dictionary, by number, as they arrive."""
    semaphore = asyncio.Semaphore(at_once)
    async with aiohttp.ClientSession() as session:
        numbers = await fetch_numbers(session, f"{url}/players.json")

        async def add(number):
            player = f"{url}/players/{number}.json"
            # Who is refused keeps its place: all slow down a bit.
            async with semaphore:
                players[number] = await fetch_player(session, player)

        async with asyncio.TaskGroup() as group:
            for number in numbers:
                group.create_task(add(number), name=f"player {number}")


def report(players, seconds):
    for _, (name, points) in sorted(players.items()):
        print(f"{name:10} {points:3} points a game")
    best, most = max(players.values(), key=lambda player: player[1])
    print(f"best of {len(players)}: {best} with {most} points")
    print(f"took {seconds:.1f} s")


async def main(url, at_once, limit):
    start = time.monotonic()
    players = {}
    fault = None
    try:
        async with asyncio.timeout(limit):
            await collect(url, at_once, players)
    except* TimeoutError:
        fault = f"not done within {limit:g} s: try a longer --timeout"
    except* Fault as faults:
        fault = faults.exceptions[0]
    finally:
        if players:  # worth printing, whatever happened afterwards
            report(players, time.monotonic() - start)
    if fault:
        return f"nba_stats_async.py: {fault}"
    await asyncio.sleep(0)  # a Ctrl-C while it prints takes effect here


def is_address(url):
    try:
        parts = urlsplit(url)
        return bool(
            re.fullmatch(r"https?://[!-~]+", url)
            and parts.hostname
            and parts.port != 0
        )
    except ValueError:  # such as a port that is no number
        return False


def read_options():
    # Without its usage lines argparse complains in a single line.
    parser = argparse.ArgumentParser(usage=argparse.SUPPRESS)
    parser.add_argument("--url", default="http://127.0.0.1:18022")
    parser.add_argument("--at-once", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=20)
    options = parser.parse_args()
    if not is_address(options.url):
        parser.error("--url has to look like http://host:port")
    if options.at_once < 1:
        parser.error("--at-once has to be 1 or more")
    if not 0 < options.timeout <= 3600:
        parser.error("--timeout has to be more than 0 s, up to 3600 s")
    options.url = options.url.rstrip("/")
    return options


if __name__ == "__main__":
    try:
        options = read_options()
        sys.exit(
            asyncio.run(
                main(options.url, options.at_once, options.timeout)
            )
        )
    except KeyboardInterrupt:
        print("nba_stats_async.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
