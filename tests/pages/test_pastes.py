"""What readers paste leads to the entry of its message.

`pastes/` has texts as they come out of programs and of tools; `pastes.toml` says to
which entries each of them leads. The page's own code recognises them, run by node, and
what it looks in is the file that the build writes.
"""

import json
import random
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cheatsheet.store.project import ROOT

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (HERE / "pastes.toml").read_text("utf-8")
)
PASTES = sorted((HERE / "pastes").glob("*.txt"))
FOLDER = re.compile(r".*[/\\]")
MESSAGES = "_static/messages.json"


def text_of(name: str) -> str:
    return (HERE / "pastes" / f"{name}.txt").read_text("utf-8")


@cache
def messages(site: Path) -> list[dict[str, Any]]:
    """All entries of the site."""
    found: list[dict[str, Any]] = json.loads((site / MESSAGES).read_text("utf-8"))
    assert found
    return found


def recognise(site: Path, texts: list[str]) -> list[dict[str, Any]]:
    """Let the page's code look for the site's messages in texts."""
    done = subprocess.run(
        ["node", "tests/browser/recognise.mjs", str(site / MESSAGES)],
        cwd=ROOT,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(texts)
    return answers


@cache
def answers(site: Path) -> dict[str, dict[str, Any]]:
    """What is found in each text of the folder."""
    texts = [path.read_text("utf-8") for path in PASTES]
    return dict(
        zip((path.stem for path in PASTES), recognise(site, texts), strict=True)
    )


def test_every_text_says_where_it_leads() -> None:
    assert {path.stem for path in PASTES} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_paste_leads_to_its_entries(site: Path, name: str) -> None:
    names = {one["name"] for one in messages(site)}
    leads: list[str] = EXPECTED[name]["leads"]
    assert set(leads) <= names, "no entry has this name"
    found = answers(site)[name]["found"]
    assert [one["message"] for one in found] == leads
    frames = {one["message"]: one["frame"] for one in found if one["frame"]}
    places = {
        message: f"{FOLDER.sub('', frame['path'])}:{frame['line']}"
        for message, frame in frames.items()
    }
    assert places == EXPECTED[name].get("places", {})


def test_every_recorded_message_leads_to_its_own_entry_first(site: Path) -> None:
    asked = [
        (one["name"], text, before + text + after)
        for one in messages(site)
        for text in one["texts"]
        for before, after in [
            ("", ""),
            ("2026-11-26 18:53:12,001 ERROR asyncio: ", "\n"),
            ('Traceback (most recent call last):\n  File "shop.py", line 3\n', ""),
        ]
    ]
    found = recognise(site, [whole for _, _, whole in asked])
    wrong = [
        (name, text, [it["message"] for it in answer["found"]])
        for (name, text, _), answer in zip(asked, found, strict=True)
        if [it["message"] for it in answer["found"]][:1] != [name]
    ]
    assert not wrong


def test_a_text_without_a_message_gets_the_nearest(site: Path) -> None:
    nonsense, near = recognise(
        site, ["qwertz 12345", "my coroutine is never awaited, says Python"]
    )
    assert nonsense["found"] == near["found"] == nonsense["nearest"] == []
    assert near["nearest"][0] == "never-awaited"
    assert len(near["nearest"]) <= 3


def test_a_short_message_in_another_sentence_is_not_found(site: Path) -> None:
    others = [
        "redis.exceptions.ConnectionError: Connection closed by server.",
        "INFO: WebSocket connection closed",
        "WebSocket is closed: code = 1006 (connection closed abnormally)",
    ]
    whole = [
        "ClientConnectionError: Connection closed",
        "Exception: ClientConnectionError('Connection closed')",
        "ERROR - Connection closed, in shop.py",
    ]
    found = [
        [one["message"] for one in answer["found"]]
        for answer in recognise(site, others + whole)
    ]
    assert found == [[]] * len(others) + [["connection-closed"]] * len(whole)


def long_log(size: int) -> str:
    """A log of a size in bytes that has every text of the folder in it."""
    chosen = random.Random(1)  # The same log each time.
    texts = [path.read_text("utf-8") for path in PASTES]
    pieces: list[str] = []
    while sum(map(len, pieces)) < size:
        pieces += [
            f"2026-11-26 18:53:{number:02},{chosen.randrange(999):03} INFO http: "
            f"Task {chosen.randrange(999)} got GET /items/{number}, answers 200\n"
            for number in range(20)
        ]
        pieces.append(chosen.choice(texts))
    return "".join(pieces)[:size]


# Texts of 200 KB on which patterns that go back could take minutes.
HARD = {
    "log": long_log(200_000),
    "one line": "Task got Future " * 12_500,
    "blanks": " " * 200_000,
    "empty lines": "\n" * 200_000,
    "dots": "a." * 50_000 + "\n" + "A." * 50_000,
    "colons": "a: " * 66_000 + "is bound to a different event loop",
    "quotation marks": "'{" * 100_000,
    "places": 'File "' * 33_000,
    "calls": "a(" * 50_000 + "a( at " * 16_000,
    "escapes": "\x1b[" * 50_000 + "\x1b]" * 50_000,
    "bars": "| " * 100_000,
    "one message": "RuntimeWarning: coroutine 'x' was never awaited\n" * 4_100,
}


@pytest.mark.parametrize("name", HARD)
def test_a_long_text_is_read_at_once(site: Path, name: str) -> None:
    # A text that comes after others, as code is slow at its first call. The time is
    # the processor's, and the least of five, because other tests run beside this one.
    answers = recognise(site, [HARD[name]] * 5)
    assert min(answer["milliseconds"] for answer in answers) < 100
