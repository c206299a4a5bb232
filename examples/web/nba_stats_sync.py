# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "urllib blocks until the answer is there"
# companions = ["stats_server.py"]
# varies = ["\\d+\\.\\d s"]
# ///
"""Get statistics from a slow server, one player after another.

Each player costs a round trip. `nba_stats_async.py` prints the same
sooner, but has to be careful: this server refuses whoever asks for too
much at once. Start `stats_server.py` in another terminal first.
"""

import argparse
import json
import re
import sys
import time
from contextlib import contextmanager
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

TRIES = 4
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
            "stats_server.py in another terminal, or check --url"
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


def time_left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def retry_after(headers):
    """The seconds a server asks to wait, 0 where it gives none."""
    text = headers.get("Retry-After", "")
    # It may be a date as well: then our own pauses have to do.
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def fetch(url, deadline):
    asked = 0
    for attempt in range(TRIES):
        if attempt:
            pause = max(asked, 2 ** (attempt - 1))  # 1, 2, 4 s at least
            print(f"{urlsplit(url).path} refused, again in {pause} s")
            time.sleep(min(pause, time_left(deadline)))
        with faults_of(url):
            try:
                left = time_left(deadline)
                with urlopen(url, timeout=left) as response:
                    return read_json(response, deadline)
            except HTTPError as error:
                if error.code != 429:
                    raise
                asked = retry_after(error.headers)
                error.close()
    raise Fault(f"{url} always answers 429: try again later")


def fetch_numbers(url, deadline):
    match fetch(url, deadline):
        case [int(), *others] as numbers if all(
            isinstance(other, int) for other in others
        ):
            return numbers
    raise Fault(f"{url} is not a list of numbers: check --url")


def fetch_player(url, deadline):
    match fetch(url, deadline):
        case {"name": str(name), "points": int(points)}:
            # A name from afar has no business to control a terminal.
            return "".join(filter(str.isprintable, name)), points
    raise Fault(f"{url} is not a player with points: check --url")


def collect(url, deadline, players):
    """Put the players into a dictionary, by number, as they arrive."""
    for number in fetch_numbers(f"{url}/players.json", deadline):
        player = f"{url}/players/{number}.json"
        players[number] = fetch_player(player, deadline)


def report(players, seconds):
    for _, (name, points) in sorted(players.items()):
        print(f"{name:10} {points:3} points a game")
    best, most = max(players.values(), key=lambda player: player[1])
    print(f"best of {len(players)}: {best} with {most} points")
    print(f"took {seconds:.1f} s")


def main(url, limit):
    start = time.monotonic()
    players = {}
    fault = None
    try:
        collect(url, start + limit, players)
    except TimeoutError:
        fault = f"not done within {limit:g} s: try a longer --timeout"
    except Fault as error:
        fault = error
    finally:
        if players:  # worth printing, whatever happened afterwards
            report(players, time.monotonic() - start)
    return fault and f"nba_stats_sync.py: {fault}"


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
    parser.add_argument("--timeout", type=float, default=20)
    options = parser.parse_args()
    if not is_address(options.url):
        parser.error("--url has to look like http://host:port")
    if not 0 < options.timeout <= 3600:
        parser.error("--timeout has to be more than 0 s, up to 3600 s")
    options.url = options.url.rstrip("/")
    return options


if __name__ == "__main__":
    try:
        options = read_options()
        sys.exit(main(options.url, options.timeout))
    except KeyboardInterrupt:
        print("nba_stats_sync.py: stopped by Ctrl-C", file=sys.stderr)
        sys.exit(130)
