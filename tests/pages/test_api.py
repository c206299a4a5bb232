"""The pages of the API index: every name is there, with what is recorded of it."""

from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from cheatsheet.sphinxext.api import SHOWN, ordered, shown, signatures
from cheatsheet.store import api, names, used
from cheatsheet.store.api import Answers
from cheatsheet.store.names import Entry
from cheatsheet.store.project import PROJECT
from cheatsheet.store.used import Used, Uses
from tests.pages.test_pages import PAGES

GROUPS = names.entries(PROJECT)
ENTRIES = [entry for group in GROUPS.values() for entry in group]
ANSWERS, USES = api.answers(PROJECT), used.uses(PROJECT)


@cache
def anchors(site: Path) -> dict[str, tuple[str, Tag]]:
    """Where each name is: its page, and its section or term."""
    return {
        str(found["id"]): (page.stem, found)
        for page in sorted((site / "api").glob("*.html"))
        for found in BeautifulSoup(page.read_text("utf-8"), "html.parser").select(
            '[id^="api-asyncio."], [id^="api-loop."]'
        )
    }


def test_each_group_is_on_one_page() -> None:
    pages = [
        (PROJECT.root / "docs" / f"{page}.rst") for page in PAGES if "api/" in page
    ]
    shown = "".join(page.read_text("utf-8") for page in pages)
    assert {
        name: shown.count(f".. api:: {name}\n") for name in GROUPS
    } == dict.fromkeys(GROUPS, 1)


def test_every_name_has_its_place_and_no_other(site: Path) -> None:
    assert anchors(site).keys() == {entry.anchor for entry in ENTRIES}


def test_signatures_are_apart_in_the_twin(site: Path) -> None:
    twins = "".join(page.read_text("utf-8") for page in (site / "api").glob("*.md"))
    entry = next(one for one in ENTRIES if one.name == "asyncio.create_task")
    first, second = (f"[`{text}`]" for _, text in signatures(entry, ANSWERS))
    between = twins[twins.index(first) + len(first) : twins.index(second)]
    assert between.endswith("; Python 3.11 to 3.13 ")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_entry_shows_what_is_recorded(site: Path, entry: Entry) -> None:
    _, place = anchors(site)[entry.anchor]
    calls = [call.get_text() for call in place.find_all("code")]
    for _, text in signatures(entry, ANSWERS):
        assert text in calls
    about = place.find_next_sibling("dd") if place.name == "dt" else place
    assert isinstance(about, Tag)
    links = [str(link["href"]) for link in about.select(".api-links")[0].select("a")]
    examples = [link for link in links if "#example-" in link]
    used = USES.of(entry.name)
    assert len(examples) == min(len(used), SHOWN)
    assert all(
        any(link.endswith(f"example-{key.partition('/')[2]}") for key in used)
        for link in examples
    )
    if entry.unused:
        assert not used, f"{entry.name} is used: take `unused` out"
        assert entry.unused.rstrip(".") in about.get_text()
    [chapter] = [link for link in links if link not in examples][:-1]
    assert chapter.partition("#")[0] == f"../{entry.chapter}.html"
    assert links[-1].startswith("https://docs.python.org/3")


def test_the_list_of_all_names_leads_to_each(site: Path) -> None:
    page = BeautifulSoup((site / "api-names.html").read_text("utf-8"), "html.parser")
    links = {str(link["href"]) for link in page.select("article dt a")}
    wanted = {
        f"api/{page}.html#{anchor}" for anchor, (page, _) in anchors(site).items()
    }
    assert links == wanted


def test_signatures_that_differ_are_all_shown() -> None:
    entry = Entry("asyncio.run", "Runs.", "3.7", "a")
    said = {
        "3.11": "function (main)",
        "3.12": "function (main, *, debug=None)",
        "3.13": "function (main, *, debug=None)",
    }
    answers = Answers(
        {}, {version: {"asyncio.run": it} for version, it in said.items()}
    )
    assert signatures(entry, answers) == [
        (["3.12", "3.13"], "asyncio.run(main, *, debug=None)"),
        (["3.11"], "asyncio.run(main)"),
    ]


def test_what_is_awaited_and_what_is_a_class_is_told() -> None:
    assert shown(Entry("asyncio.sleep", "", "", ""), "coroutine (delay)") == (
        "await asyncio.sleep(delay)"
    )
    assert shown(Entry("asyncio.Queue.get", "", "", ""), "coroutine ()") == (
        "await Queue.get()"
    )
    assert shown(Entry("loop.stop", "", "", ""), "function ()") == "loop.stop()"
    assert (
        shown(Entry("asyncio.Lock", "", "", ""), "class ()") == "class asyncio.Lock()"
    )
    assert shown(Entry("asyncio.Queue.maxsize", "", "", ""), "attribute") == (
        "Queue.maxsize"
    )


def test_examples_of_the_chapter_come_first_and_probes_last() -> None:
    entry = Entry("asyncio.run", "", "", "tasks/details")
    used = Uses(
        {
            "web/a": Used("", "", ["asyncio.run"]),
            "old_and_new/probe_b": Used("", "", ["asyncio.run"]),
            "tasks/c": Used("", "", ["asyncio.run", "asyncio.sleep"]),
            "tasks/d": Used("", "", ["asyncio.run"]),
            "tasks/e": Used("", "", ["asyncio.sleep"]),
        }
    )
    found = ordered(entry, used)
    assert found == ["tasks/d", "tasks/c", "web/a", "old_and_new/probe_b"]
