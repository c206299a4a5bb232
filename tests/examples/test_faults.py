"""What the examples say when they are used wrongly or meet a bad server.

Each fault gets one line on standard error that says what to do, an exit status
that is not 0, and no traceback; what arrived before the fault is printed.
"""

import re
import time
from itertools import pairwise

import pytest

from tests.attempts import attempts
from tests.examples.faulty_server import FaultyServer, faulty_server
from tests.examples.started import (
    AMPLE,
    CLIENTS,
    FAST,
    NEWS,
    SERVERS,
    STATS,
    TIME_LIMIT,
    assert_complains,
    assert_printed_what_came,
    run,
    run_each,
    url_of,
)

pytestmark = pytest.mark.timeout(3 * TIME_LIMIT)
ADVICE = r"check --url|try (again )?later|longer --timeout"
OVER = r"not done within [\d.]+ s: try a longer --timeout"
FAULTS = {
    "status-404": r"answers 404: check --url",
    "status-500": r"answers 500: .* try later",
    "status-503": r"answers 503: .* try later",
    "circle": r"redirects in a circle: check --url",
    "elsewhere": ADVICE,
    "status-300": r"answers 300: check --url",
    "status-304": r"answers 304: check --url",
    "status-204": r"answers 204: check --url",
    "hangup": r"broke off its answer: try again later",
    "cut": r"broke off its answer: try again later",
    "chunk": r"broke off its answer: try again later",
    "reset": r"broke off its answer: try again later",
    "garbage": ADVICE,
    "silent": OVER,
    "stall": OVER,
    "body-html": r"does not answer in JSON: check --url",
    "body-binary": r"does not answer in JSON: check --url",
    "body-half": r"does not answer in JSON: check --url",
    "body-null": r"is not a .*: check --url",
    "body-number": r"is not a .*: check --url",
    "body-texts": r"is not a .*: check --url",
    "body-mixed": r"is not a .*: check --url",
    "body-nested": r"is not a .*: check --url",
    "body-vacant": r"is not a .*: check --url",
}
WAITING = ["silent", "stall"]
# A client's time limit. On a busy machine it may be over before the client has met its
# fault, and then a longer one is tried: what it says at the end has to be the same.
SHORT = "1.5"
LONGER = [SHORT, "6", "24", "96"]
# How each kind of fault is told apart is shown with the list; of the later
# moment one of each kind is enough.
LATE_FAULTS = ["status-500", "circle", "cut", "silent", "stall", "body-nested"]


@pytest.mark.parametrize("name", CLIENTS)
def test_bad_answers_for_the_list(name: str, server: FaultyServer) -> None:
    faults = [fault for fault in FAULTS if fault not in WAITING]
    calls = [["--url", f"{server.url}/{each}", "--timeout", AMPLE] for each in faults]
    for fault, result in zip(faults, run_each(name, calls), strict=True):
        assert_complains(name, result, FAULTS[fault])
        assert result[1] == ""


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", WAITING)
def test_no_answer_for_the_list(name: str, fault: str, server: FaultyServer) -> None:
    result = run(name, "--url", f"{server.url}/{fault}", "--timeout", SHORT)
    assert_complains(name, result, FAULTS[fault])
    assert result[1] == ""


@pytest.mark.parametrize("name", ["get_news_async.py", STATS])
def test_redirect_to_no_address(name: str, server: FaultyServer) -> None:
    """The same line of urllib's client comes with warnings of urllib's own."""
    result = run(name, "--url", f"{server.url}/astray")
    assert_complains(name, result, "leads to no address: check --url")


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", LATE_FAULTS)
def test_what_came_before_a_late_fault_is_printed(
    name: str, fault: str, server: FaultyServer
) -> None:
    url = f"{server.url}/late-{fault}"
    if fault in WAITING:
        result = run_out_of_time(name, url, server)
    else:
        result = run(name, "--url", url)
    assert_complains(name, result, FAULTS[fault])
    assert_printed_what_came(name, result[1])


def run_out_of_time(name: str, url: str, server: FaultyServer) -> tuple[int, str, str]:
    """Run a client against its time limit, which has to let it meet the fault."""
    for limit in LONGER:
        server.met.clear()
        result = run(name, "--url", url, "--timeout", limit)
        if server.met.is_set():
            break
    return result


@pytest.mark.parametrize("name", CLIENTS)
def test_nothing_listens(name: str, vacant_port: int) -> None:
    companion = SERVERS[name == STATS]
    result = run(name, "--url", url_of(vacant_port))
    pattern = f"nothing listens at 127.0.0.1:{vacant_port}: start {companion} in"
    assert_complains(name, result, pattern)


@pytest.mark.parametrize("name", NEWS)
@pytest.mark.parametrize("fault", ["retry-1", "late-retry-1"])
def test_refusal_of_news(name: str, fault: str, server: FaultyServer) -> None:
    result = run(name, "--url", f"{server.url}/{fault}")
    assert_complains(name, result, "answers 429: .* try later")


@pytest.mark.parametrize("fault", ["retry-0", "late-retry-nonsense"])
def test_refused_for_ever(fault: str, server: FaultyServer) -> None:
    result = run(STATS, "--url", f"{server.url}/{fault}", *FAST)
    assert_complains(STATS, result, "always answers 429: .*try (again )?later")
    if "late" in fault:
        assert_printed_what_came(STATS, result[1])
    # It asked a few times, each time later by a random part, and then gave up.
    pauses = map(float, re.findall(r"refused, again in ([\d.]+) s", result[1]))
    for pause, least in zip(pauses, [1, 2, 4], strict=True):
        assert least <= pause <= 1.5 * least
    assert max(server.seen.count(path) for path in server.seen) == 4


@pytest.mark.parametrize("after", ["3600", "9999", "9" * 400])
def test_asked_to_wait_too_long(after: str, server: FaultyServer) -> None:
    url = f"{server.url}/late-retry-{after}"
    result = run_out_of_time(STATS, url, server)
    assert_complains(STATS, result, OVER)
    assert_printed_what_came(STATS, result[1])


def test_refusal_is_waited_out(server: FaultyServer) -> None:
    start = time.monotonic()
    url = f"{server.url}/late-retry-2-once"
    status, out, err = run(STATS, "--url", url, "--seed", "1")
    assert (status, err) == (0, "")
    assert time.monotonic() - start > 2
    assert re.search(r"/players/3.json refused, again in 2\.\d s", out)
    assert "best of 5" in out


@pytest.mark.realtime
def test_the_rate_is_kept(request: pytest.FixtureRequest) -> None:
    """Not more than so many requests in any second; how many are under way is free."""
    gaps: list[float] = []
    for _ in attempts(request):
        with faulty_server() as server:
            status, _, err = run(STATS, "--url", f"{server.url}/well", "--rate", "4")
        assert (status, err) == (0, "")
        assert len(server.times) == 6
        gaps = [b - a for a, b in pairwise(server.times)]
        if min(gaps) > 0.2:  # a quarter of a second, but for what the way takes
            return
    pytest.fail(f"seconds between requests: {gaps}")
