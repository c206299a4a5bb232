"""Bad hosts, addresses and values get one clear line."""

import pytest

from tests.examples.started import (
    AMPLE,
    CLIENTS,
    NEWS,
    SERVERS,
    STATS,
    TIME_LIMIT,
    assert_complains,
    run_each,
)

pytestmark = pytest.mark.timeout(3 * TIME_LIMIT)


@pytest.mark.parametrize("name", CLIENTS)
def test_bad_hosts(name: str) -> None:
    hosts = ["no.such.host.invalid", "a..b", "a" * 70]
    calls = [["--url", f"http://{host}:18021", "--timeout", AMPLE] for host in hosts]
    for result in run_each(name, calls):
        assert_complains(name, result, "check --url")


BAD_URLS = [
    "",
    "127.0.0.1:18021",
    "ftp://127.0.0.1",
    "http://",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://[::1",
    "http://two words",
    "http://127.0.0.1\n",
    "http://ann:secret@127.0.0.1:18021",
    "http://127.0.0.1:18021/?key=secret",
    "http://127.0.0.1:18021/#secret",
]
BAD_VALUES = (
    (NEWS, "--count", ["0", "-1", "abc", "1.5", ""]),
    ([STATS], "--rate", ["0", "-1", "abc", "nan", "inf", ""]),
    ([STATS], "--seed", ["abc", "1.5", ""]),
    (["stats_server.py"], "--rate", ["0", "-1", "abc", "1.5", ""]),
    (CLIENTS, "--timeout", ["0", "-1", "abc", "nan", "inf"]),
    (CLIENTS, "--url", BAD_URLS),
    (SERVERS, "--port", ["-1", "65536", "abc"]),
    (SERVERS, "--delay", ["-1", "abc", "nan", "inf"]),
    (SERVERS, "--seconds", ["0", "-1", "abc", "nan", "inf"]),
)


@pytest.mark.parametrize("name", [*CLIENTS, *SERVERS])
def test_bad_arguments(name: str) -> None:
    calls = [
        [option, value]
        for names, option, values in BAD_VALUES
        if name in names
        for value in values
    ]
    calls.append(["--colour"])
    for call, (status, out, err) in zip(calls, run_each(name, calls), strict=True):
        option = call[0]
        told = (
            "--url has to look like http://host:port" if option == "--url" else option
        )
        assert_complains(name, (status, f"{call}: {out}", err), told, status=2)
