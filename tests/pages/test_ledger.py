"""Nothing lost: each thing that the five source texts contain is on a page.

`ledger/ids.toml` numbers the things. Every other file there has a table for each
thing that a chapter carries, or several where it is on several pages:

    [S117]                           # or [[S117]], twice
    page = "cancellation/cancel"     # as Sphinx names it
    anchor = "cancel"                # an id on that page
    examples = ["cancellation/cancel_a_task_broken"]    # shown on that page
    because = "..."                  # why a correction needs no example

`left_out.toml` gives the reason for a thing that is on no page.
"""

import tomllib
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

from cheatsheet.store.project import ROOT

LEDGER = Path(__file__).with_name("ledger")
OTHERS = {"ids", "left_out"}
# What is not so, or not any more, and so has to be put right by an example.
CORRECTED = {"outdated", "wrong", "broken-code"}


class Place(NamedTuple):
    """Where a thing is told."""

    id: str
    page: str
    anchor: str
    examples: list[str]
    because: str = ""


class Page(NamedTuple):
    """What of a built page the ledger can name."""

    anchors: set[str]
    examples: set[str]


def read(name: str) -> dict[str, dict[str, str]]:
    """A file of the ledger."""
    return tomllib.loads((LEDGER / f"{name}.toml").read_text("utf-8"))


IDS = read("ids")
LEFT_OUT = read("left_out")
PLACES = [
    Place(id_, **table)  # A wrong key is an error here.
    for path in sorted(LEDGER.glob("*.toml"))
    if path.stem not in OTHERS
    for id_, tables in tomllib.loads(path.read_text("utf-8")).items()
    for table in (tables if isinstance(tables, list) else [tables])
]


@cache
def page(path: Path) -> Page:
    """Read a built page."""
    article = BeautifulSoup(path.read_text("utf-8"), "html.parser").article
    assert article is not None
    anchors = {str(tag["id"]) for tag in article.select("[id]")}
    examples = {str(tag["id"]) for tag in article.select(".example[id]")}
    return Page(anchors, examples)


def test_ids_are_all_that_was_counted() -> None:
    assert list(IDS) == [f"S{number:03}" for number in range(1, 283)]


def test_each_thing_is_on_a_page_or_left_out_for_a_reason() -> None:
    placed = {place.id for place in PLACES}
    told = Counter(chain(placed, LEFT_OUT))
    assert {id_ for id_ in IDS if told[id_] != 1} == set()
    assert told.keys() == IDS.keys()
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.id}-{place.page}")
def test_thing_is_where_the_ledger_says(site: Path, place: Place) -> None:
    built = site / f"{place.page}.html"
    assert built.exists()
    there = page(built)
    assert place.anchor in there.anchors
    for example in place.examples:
        assert (ROOT / "examples" / f"{example}.py").exists(), example
        assert f"example-{Path(example).name}" in there.examples


def test_each_correction_has_an_example() -> None:
    """What was wrong is put right by a run, except an address or with a reason."""
    proved = {place.id for place in PLACES if place.examples or place.because}
    assert not {
        id_
        for id_, row in IDS.items()
        if row["status"] in CORRECTED and row["kind"] != "reference"
    } - (proved | LEFT_OUT.keys())
