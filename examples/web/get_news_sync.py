# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "urllib blocks until the answer arrives"
# companions = ["news_server.py"]
# arguments = ["--count", "5"]
# varies = ["\\d+\\.\\d s"]
# ///
"""Get the news, one story after another.

The program gets a list of N stories, then each one: N + 1 round trips
in a row. `get_news_async.py` prints the same after two round trips.
The news comes from `news_server.py` in another terminal, or from the
real Hacker News with `--url https://hacker-news.firebaseio.com`.
"""

import argparse
import errno
import io
import json
import os
import re
import signal
import socket
import sys
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPException, InvalidURL
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import getproxies, urlopen

LARGEST = 1_000_000  # bytes of an answer


class Fault(Exception):
    """Not a bug: its text tells the user what to do."""


def no_connection(url, number):
    """What to do about a system error, by its number."""
    if number in (errno.EMFILE, errno.ENFILE):
        return "too many open files: raise the limit, `ulimit -n`"
    through = " through a proxy" if getproxies() else ""
    if number != errno.ECONNREFUSED or through:
        place = urlsplit(url).netloc
        return f"cannot reach {place}{through}: check --url"
    return (
        f"nothing listens at {urlsplit(url).netloc}: start "
        "news_server.py in another terminal, or check --url"
    )


@contextmanager
def faults_of(url):
    """Turn whatever can go wrong with a request into a Fault."""
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
        number = getattr(error.reason, "errno", None)
        raise Fault(no_connection(url, number))
    except TimeoutError:  # is for main, which knows the limit
        raise
    except (ValueError, InvalidURL):
        raise Fault(f"{url} leads to no address: check --url")
    except (OSError, HTTPException, OverflowError):
        raise Fault(f"{url} broke off its answer: try again later")


def fetch(url):
    with faults_of(url), urlopen(url) as response:
        body = response.read(LARGEST + 1)
        if response.length and len(body) <= LARGEST:
            raise HTTPException  # less than was promised
        if response.status != 200:
            raise Fault(
                f"{url} answers {response.status}: "
                "check --url or try later"
            )
    if len(body) > LARGEST:
        raise Fault(f"{url} is too long: check --url")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Fault(f"{url} does not answer in JSON: check --url")


def fetch_numbers(url):
    match fetch(url):
        case [int(), *others] as numbers if all(
            isinstance(other, int) for other in others
        ):
            return numbers
    raise Fault(f"{url} is not a list of numbers: check --url")


def fetch_title(url):
    match fetch(url):
        case {"title": str(title)}:
            # A title from a server must not control the terminal.
            return "".join(filter(str.isprintable, title))
    raise Fault(f"{url} is not a story with a title: check --url")


def collect(url, count, titles):
    """Put the titles into a dictionary, by rank, as they arrive."""
    numbers = fetch_numbers(f"{url}/v0/topstories.json")
    for rank, number in enumerate(numbers[:count], 1):
        titles[rank] = fetch_title(f"{url}/v0/item/{number}.json")


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


@contextmanager
def alarm(seconds):
    """Raise TimeoutError when the time is up, even during a wait.

    `urlopen` applies its timeout to each wait, and a server may send
    a byte now and then, forever.
    """

    def stop(number, frame):
        raise TimeoutError

    if not hasattr(signal, "setitimer"):  # on Windows
        socket.setdefaulttimeout(seconds)
        yield
        return
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(url, count, limit):
    start = time.monotonic()
    titles = {}
    fault = None
    try:
        with alarm(limit):
            collect(url, count, titles)
    except TimeoutError:
        fault = f"not done within {limit:g} s: try a longer --timeout"
    except Fault as error:
        fault = error
    finally:
        if titles:  # worth printing, whatever happened afterwards
            with printing():
                report(titles, time.monotonic() - start)
    return fault and f"get_news_sync.py: {fault}"


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
        sys.exit(main(options.url, options.count, options.timeout))
    except KeyboardInterrupt:
        print("get_news_sync.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
    except Fault as fault:
        sys.exit(f"get_news_sync.py: {fault}")
