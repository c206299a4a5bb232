# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# companions = ["news_server.py"]
# arguments = ["--count", "5"]
# varies = ["\\d+\\.\\d s"]
# ///
"""Get the news, all stories concurrently.

The program gets the list of stories, then each one in its own task. For
up to 100 stories, that takes two round trips, because a session opens
up to 100 connections. The news comes from `news_server.py` in another
terminal, or from the real Hacker News with
`--url https://hacker-news.firebaseio.com`.
"""

import argparse
import asyncio
import errno
import io
import json
import os
import re
import sys
import time
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlsplit

import aiohttp

LARGEST = 1_000_000  # bytes of an answer


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
        "news_server.py in another terminal, or check --url"
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


async def fetch(session, url):
    with faults_of(url):
        async with session.get(url) as response:
            return await read_json(url, response)


async def fetch_numbers(session, url):
    match await fetch(session, url):
        case [int(), *others] as numbers if all(
            isinstance(other, int) for other in others
        ):
            return numbers
    raise Fault(f"{url} is not a list of numbers: check --url")


async def fetch_title(session, url):
    match await fetch(session, url):
        case {"title": str(title)}:
            # A title from a server must not control the terminal.
            return "".join(filter(str.isprintable, title))
    raise Fault(f"{url} is not a story with a title: check --url")


async def collect(url, count, titles):
    """Put the titles into a dictionary, by rank, as they arrive."""
    limit = aiohttp.ClientTimeout()  # none: the caller sets one for all
    async with aiohttp.ClientSession(timeout=limit) as session:
        numbers = await fetch_numbers(
            session, f"{url}/v0/topstories.json"
        )

        async def add(rank, number):
            story = f"{url}/v0/item/{number}.json"
            titles[rank] = await fetch_title(session, story)

        async with asyncio.TaskGroup() as group:
            for rank, number in enumerate(numbers[:count], 1):
                group.create_task(
                    add(rank, number), name=f"story {rank}"
                )


@contextmanager
def printing():
    """Exit with one line if the pipe is closed or the disk is full."""
    try:
        yield
        print(end="", flush=True)
    except OSError as error:
        # Otherwise Python would try to print the rest when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Fault(f"cannot print: {error.strerror}")


def report(titles, seconds):
    words = Counter()
    for rank, title in sorted(titles.items()):
        print(f"{rank}. {title}")
        words.update(re.findall(r"\w{4,}", title.lower()))
    print("commonest words:", *dict(words.most_common(3)))
    print(f"{len(titles)} stories in {seconds:.1f} s")


async def main(url, count, limit):
    start = time.monotonic()
    titles = {}
    fault = None
    try:
        async with asyncio.timeout(limit):
            await collect(url, count, titles)
    except* TimeoutError:
        fault = f"not done within {limit:g} s: try a longer --timeout"
    except* Fault as faults:
        fault = faults.exceptions[0]
    finally:
        if titles:  # worth printing, whatever happened afterwards
            with printing():
                report(titles, time.monotonic() - start)
    if fault:
        return f"get_news_async.py: {fault}"
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
    except ValueError:  # such as a port that isn't a number
        return False


def read_options():
    # Without usage lines, argparse reports errors in a single line.
    parser = argparse.ArgumentParser(usage=argparse.SUPPRESS)
    parser.add_argument("--url", default="http://127.0.0.1:18021")
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("--timeout", type=float, default=10)
    options = parser.parse_args()
    if not is_address(options.url):
        parser.error("--url has to look like http://host:port")
    if options.count < 1:
        parser.error("--count has to be 1 or more")
    if not 0 < options.timeout <= 3600:
        parser.error("--timeout has to be more than 0 s, up to 3600 s")
    options.url = options.url.rstrip("/")
    return options


if __name__ == "__main__":
    try:
        options = read_options()
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        sys.exit(
            asyncio.run(
                main(options.url, options.count, options.timeout)
            )
        )
    except KeyboardInterrupt:
        print("get_news_async.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
    except Fault as fault:
        sys.exit(f"get_news_async.py: {fault}")
