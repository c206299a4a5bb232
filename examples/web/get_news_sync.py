# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "urllib blocks until the answer is there"
# companions = ["news_server.py"]
# arguments = ["--count", "5"]
# varies = ["\\d+\\.\\d s"]
# ///
"""Get the news, one story after another.

First the list of stories, then each story: N + 1 round trips in a row.
`get_news_async.py` prints the same after two. The news come from
`news_server.py` in another terminal, or from the real Hacker News with
`--url https://hacker-news.firebaseio.com`.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

LARGEST = 1_000_000  # bytes of an answer


class Fault(Exception):
    """Not a bug: its text tells the user what to do."""


@contextmanager
def faults_of(url):
    """Turn whatever can happen to a request into a Fault."""
    try:
        yield
    except HTTPError as error:
        error.close()
        if "infinite loop" in str(error):
            raise Fault(f"{url} redirects in a circle: check --url")
        raise Fault(
            f"{url} answers {error.code}: check --url or try later"
        )
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise error.reason
        raise Fault(
            f"nothing listens at {urlsplit(url).netloc}: start "
            "news_server.py in another terminal, or check --url"
        )
    except TimeoutError:  # is for main, which knows the limit
        raise
    except (OSError, HTTPException, OverflowError):
        raise Fault(f"{url} broke off its answer: try again later")
    except (ValueError, RecursionError):
        raise Fault(f"{url} does not answer in JSON: check --url")


def read_json(response, deadline):
    # The timeout of urlopen is that of one wait, and a server may send
    # a byte now and then, for ever.
    promised, body = response.length, b""
    while len(body) != promised and (piece := response.read1(65_536)):
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > LARGEST:
            raise Fault(f"{response.url} is too long: check --url")
    if promised and len(body) < promised:
        raise HTTPException
    return json.loads(body)


def fetch(url, deadline):
    # Each wait for the server gets what is left of the whole time.
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with faults_of(url), urlopen(url, timeout=left) as response:
        return read_json(response, deadline)


def fetch_numbers(url, deadline):
    match fetch(url, deadline):
        case [int(), *others] as numbers if all(
            isinstance(other, int) for other in others
        ):
            return numbers
    raise Fault(f"{url} is not a list of numbers: check --url")


def fetch_title(url, deadline):
    match fetch(url, deadline):
        case {"title": str(title)}:
            # A title from afar has no business to control a terminal.
            return "".join(filter(str.isprintable, title))
    raise Fault(f"{url} is not a story with a title: check --url")


def collect(url, count, deadline, titles):
    """Put the titles into a dictionary, by rank, as they arrive."""
    numbers = fetch_numbers(f"{url}/v0/topstories.json", deadline)
    for rank, number in enumerate(numbers[:count], 1):
        titles[rank] = fetch_title(
            f"{url}/v0/item/{number}.json", deadline
        )


def report(titles, seconds):
    words = Counter()
    for rank, title in sorted(titles.items()):
        print(f"{rank}. {title}")
        words.update(re.findall(r"\w{4,}", title.lower()))
    print("commonest words:", *dict(words.most_common(3)))
    print(f"{len(titles)} stories in {seconds:.1f} s")


def main(url, count, limit):
    start = time.monotonic()
    titles = {}
    fault = None
    try:
        collect(url, count, start + limit, titles)
    except TimeoutError:
        fault = f"not done within {limit:g} s: try a longer --timeout"
    except Fault as error:
        fault = error
    finally:
        if titles:  # worth printing, whatever happened afterwards
            report(titles, time.monotonic() - start)
    return fault and f"get_news_sync.py: {fault}"


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
        sys.exit(main(options.url, options.count, options.timeout))
    except KeyboardInterrupt:
        print("get_news_sync.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
