# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# companions = ["stats_server.py"]
# arguments = ["--seed", "1"]
# varies = ["(?:/players/.* refused, .*\\n)+", "took .*"]
# ///
"""Get statistics from a server with a rate limit.

`--rate` requests go out per second. The server does not say how many
it allows. A request that it refuses, with status 429, is sent again
after the pause that `Retry-After` asks for, or after 1 s the first
time, 2 s the second and 4 s the third, if that is longer. Jitter keeps
requests that were refused together from coming back together.
Start `stats_server.py` in another terminal first.
"""

import argparse
import asyncio
import errno
import io
import json
import os
import random
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


def no_connection(url, number):
    """What to do about a system error, by its number."""
    if number in (errno.EMFILE, errno.ENFILE):
        return "too many open files: raise the limit, `ulimit -n`"
    if number != errno.ECONNREFUSED:
        return f"cannot reach {urlsplit(url).netloc}: check --url"
    return (
        f"nothing listens at {urlsplit(url).netloc}: start "
        "stats_server.py in another terminal, or check --url"
    )


@contextmanager
def faults_of(url):
    """Turn whatever can go wrong with a request into a Fault."""
    try:
        yield
    except aiohttp.ClientConnectorError as error:
        raise Fault(no_connection(url, error.os_error.errno))
    except aiohttp.TooManyRedirects:
        raise Fault(f"{url} redirects in a circle: check --url")
    except aiohttp.ClientResponseError:
        raise Fault(f"{url} does not answer in HTTP: check --url")
    except (ValueError, aiohttp.NonHttpUrlClientError):
        raise Fault(f"{url} leads to no address: check --url")
    except (aiohttp.ClientError, OSError):
        raise Fault(f"{url} broke off its answer: try again later")


def retry_after(headers):
    """The seconds that a server asks you to wait, or 0 if none."""
    text = headers.get("Retry-After", "")
    # It may also be a date; then our own pauses will have to do.
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


async def read_json(url, response):
    if response.status != 200:
        raise Fault(
            f"{url} answers {response.status}: check --url or try later"
        )
    body = b""
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > LARGEST:
            raise Fault(f"{url} is too long: check --url")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Fault(f"{url} does not answer in JSON: check --url")


class RateLimit:
    def __init__(self, per_second):
        self.interval = 1 / per_second
        self.next_start = 0.0
        self.lock = asyncio.Lock()

    async def wait(self):
        async with self.lock:
            await asyncio.sleep(self.next_start - time.monotonic())
            self.next_start = time.monotonic() + self.interval


async def fetch(session, url, limit):
    asked = 0
    for attempt in range(TRIES):
        if attempt:
            shortest = max(asked, 2 ** (attempt - 1))  # 1, 2, 4 s
            pause = shortest * random.uniform(1, 1.5)
            with printing():
                path = urlsplit(url).path
                print(f"{path} refused, again in {pause:.1f} s")
            await asyncio.sleep(pause)
        await limit.wait()
        # A request can be sent only once, so this makes a new one.
        with faults_of(url):
            async with session.get(url) as response:
                if response.status != 429:
                    return await read_json(url, response)
                asked = retry_after(response.headers)
    raise Fault(f"{url} always answers 429: lower --rate or try later")


async def fetch_numbers(session, url, limit):
    match await fetch(session, url, limit):
        case [int(), *others] as numbers if all(
            isinstance(other, int) for other in others
        ):
            if len(numbers) <= MOST:
                return numbers
    raise Fault(
        f"{url} is not a list of 1 to {MOST} numbers: check --url"
    )


async def fetch_player(session, url, limit):
    match await fetch(session, url, limit):
        case {"name": str(name), "points": int(points)}:
            # A name from a server must not control the terminal.
            return "".join(filter(str.isprintable, name)), points
    raise Fault(f"{url} is not a player with points: check --url")


async def collect(url, rate, players):
    """Put the players into a dictionary, by number, as they arrive."""
    limit = RateLimit(rate)
    async with aiohttp.ClientSession() as session:
        listed = f"{url}/players.json"
        numbers = await fetch_numbers(session, listed, limit)

        async def add(number):
            player = f"{url}/players/{number}.json"
            players[number] = await fetch_player(session, player, limit)

        async with asyncio.TaskGroup() as group:
            for number in numbers:
                group.create_task(add(number), name=f"player {number}")


@contextmanager
def printing():
    """Exit with one line if the pipe is closed or the disk is full."""
    try:
        yield
        print(end="", flush=True)
    except OSError as error:
        # Python would try to print the rest when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Fault(f"cannot print: {error.strerror}")


def report(players, seconds):
    for _, (name, points) in sorted(players.items()):
        print(f"{name:10} {points:3} points a game")
    best, most = max(players.values(), key=lambda player: player[1])
    print(f"best of {len(players)}: {best} with {most} points")
    print(f"took {seconds:.1f} s")


async def main(url, rate, limit):
    start = time.monotonic()
    players = {}
    fault = None
    try:
        async with asyncio.timeout(limit):
            await collect(url, rate, players)
    except* TimeoutError:
        fault = f"not done within {limit:g} s: try a longer --timeout"
    except* Fault as faults:
        fault = faults.exceptions[0]
    finally:
        if players:  # worth printing, whatever happened afterwards
            with printing():
                report(players, time.monotonic() - start)
    if fault:
        return f"nba_stats_async.py: {fault}"
    await asyncio.sleep(0)  # a Ctrl-C while it prints takes effect here


def is_address(url):
    try:
        parts = urlsplit(url)
        # A name and password would be shown in messages.
        return bool(
            re.fullmatch(r"https?://[!-~]+", url)
            and parts.hostname
            and parts.port != 0
            and not re.search("[@?#]", url)
        )
    except ValueError:  # such as a port that is not a number
        return False


def read_options():
    # Without usage lines, argparse reports errors in a single line.
    parser = argparse.ArgumentParser(usage=argparse.SUPPRESS)
    parser.add_argument("--url", default="http://127.0.0.1:18022")
    parser.add_argument("--rate", type=float, default=5)
    parser.add_argument("--seed", type=int, help="for the same pauses")
    parser.add_argument("--timeout", type=float, default=20)
    options = parser.parse_args()
    if not is_address(options.url):
        parser.error("--url has to look like http://host:port")
    if not 0.01 <= options.rate <= 1000:
        parser.error("--rate has to be from 0.01 to 1000 a second")
    if not 0 < options.timeout <= 3600:
        parser.error("--timeout has to be more than 0 s, up to 3600 s")
    options.url = options.url.rstrip("/")
    return options


if __name__ == "__main__":
    try:
        options = read_options()
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        random.seed(options.seed)
        asked = main(options.url, options.rate, options.timeout)
        sys.exit(asyncio.run(asked))
    except KeyboardInterrupt:
        print("nba_stats_async.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
    except Fault as fault:
        sys.exit(f"nba_stats_async.py: {fault}")
