"""What the search answers, on questions that people ask.

`questions.toml` has questions from outside and the sections that answer them best.
Every fifth is held back: the search was tuned with the others and with the questions
of our own in `more_questions.toml`, and never with those. That file also has titles of
public questions: what was tuned with which is said there. A floor falls only if the
search gets worse, or a section that answered is gone.
"""

import json
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cheatsheet.store.project import ROOT

HERE = Path(__file__).parent
# Of each hundred queries: how many find a right section first, and among three.
FLOORS = {
    "open": (96, 100),
    "held back": (92, 100),
    "own": (96, 100),
    "tuned": (94, 100),
    "half held back": (85, 94),
    "collected last": (82, 100),
    "second tuned": (86, 98),
    "second held back": (83, 97),
    "third": (85, 92),
    "fourth": (87, 96),
    "fifth": (70, 82),
    "sixth": (72, 85),
    "seventh": (88, 94),
    "seventh held back": (76, 93),
}


class Query(NamedTuple):
    """One question, in words or as the message itself."""

    part: str
    text: str
    anchors: list[str]


def queries() -> Iterator[Query]:
    """All questions that have a section."""
    for name in ("questions", "more_questions"):
        text = (HERE / f"{name}.toml").read_text("utf-8")
        for number, one in enumerate(tomllib.loads(text)["question"]):
            part = "held back" if number % 5 == 4 else "open"
            if name != "questions":
                part = one.get("part", "own")
            for asked in (one["asked"], one.get("message")):
                if asked and one["anchors"]:
                    yield Query(part, asked, one["anchors"])


def today(anchor: str, names: dict[str, dict[str, str]]) -> str:
    """Where an anchor leads now: a section may be renamed, a message on another page.

    Args:
        anchor: A page and an anchor on it.
        names: For each page, the section of each of its anchors.
    """
    page, _, name = anchor.partition("#")
    if name not in names.get(page, {}) and name.startswith("message-"):
        page = next((one for one, own in names.items() if name in own), page)
    return f"{page}#{names.get(page, {}).get(name, name)}"


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, Any]:
    """What Sphinx knows of the pages."""
    text = (site / "_static/search/documents.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def asked(documents: dict[str, Any]) -> list[Query]:
    """The questions, with the sections of today."""
    names = {page["address"]: page["anchors"] for page in documents["pages"]}
    return [
        query._replace(anchors=[today(anchor, names) for anchor in query.anchors])
        for query in queries()
    ]


def answers(site: Path, questions: list[str]) -> list[list[str]]:
    """The ten sections that the search finds for each question, the best first."""
    if not shutil.which("node") or not (ROOT / "node_modules").exists():
        pytest.skip("the search is TypeScript: it needs node and `npm ci`")
    done = subprocess.run(
        ["node", str(HERE / "search.mjs"), site / "_static/search/documents.json"],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def found(site: Path, asked: list[Query]) -> list[tuple[Query, list[str]]]:
    """Each query with what the search finds, the best first."""
    hits = answers(site, [query.text for query in asked])
    return list(zip(asked, hits, strict=True))


def test_each_question_names_sections_that_there_are(
    documents: dict[str, Any], asked: list[Query]
) -> None:
    pages = [page["address"] for page in documents["pages"]]
    there = {f"{pages[one['page']]}#{one['anchor']}" for one in documents["sections"]}
    missing = [
        (query.text, anchor)
        for query in asked
        for anchor in query.anchors
        if anchor not in there
    ]
    assert not missing


@pytest.mark.parametrize("part", FLOORS)
def test_the_right_section_is_found(
    found: list[tuple[Query, list[str]]], part: str
) -> None:
    own = [(query, hits) for query, hits in found if query.part == part]
    assert len(own) > 20
    first = sum(bool({*hits[:1]} & {*query.anchors}) for query, hits in own)
    three = sum(bool({*hits[:3]} & {*query.anchors}) for query, hits in own)
    rates = 100 * first / len(own), 100 * three / len(own)
    print(f"{part}: {len(own)} queries, first {rates[0]:.0f}, three {rates[1]:.0f}")
    assert rates[0] >= FLOORS[part][0]
    assert rates[1] >= FLOORS[part][1]


def test_every_name_of_asyncio_leads_to_its_entry(
    site: Path, documents: dict[str, Any]
) -> None:
    pages = [page["address"] for page in documents["pages"]]
    entries = {
        one["title"]: f"{pages[one['page']]}#{one['anchor']}"
        for one in documents["sections"]
        if one["anchor"].startswith("api-")
    }
    assert len(entries) > 300
    hits = answers(site, [*entries])
    # Chapters and messages may come first: they explain what an entry only names.
    places = [
        them.index(entry) if entry in them else None
        for entry, them in zip(entries.values(), hits, strict=True)
    ]
    assert [n for n, place in zip(entries, places, strict=True) if place is None] == []
    assert sum(place is not None and place < 3 for place in places) > len(places) * 0.95


def test_no_question_finds_nothing(found: list[tuple[Query, list[str]]]) -> None:
    assert [query.text for query, hits in found if not hits] == []
