"""Every address that was ever published still leads its reader to what it names."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from cheatsheet.sphinxext.addresses import PUBLISHED, addresses, read_moves
from cheatsheet.store.project import ROOT
from tests.site.test_files import anchors
from tests.site.visitor import SITE, Visitor

MOVES = read_moves(ROOT / "docs" / "moved.txt")
LISTED = PUBLISHED.read_text("utf-8").splitlines()


def test_no_address_is_gone() -> None:
    gone = []
    for address in LISTED:
        page, _, anchor = address.partition("#")
        path = SITE / page
        if not path.is_file() or (anchor and anchor not in anchors(path)):
            gone.append(address)
    assert not gone, (
        "these addresses were published and are gone: write `formerly` below a "
        "heading that was renamed, or in docs/moved.txt where to find it now"
    )


def test_every_address_is_listed() -> None:
    new = addresses(SITE) - set(LISTED)
    assert not new, (
        "these addresses are new: `nox -s anchors` adds them to docs/anchors.txt, "
        "and from then on they have to stay"
    )


def test_list_is_sorted_and_has_nothing_twice() -> None:
    assert sorted(set(LISTED)) == LISTED


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, address)
    yield visitor
    visitor.close()


def test_every_move_leads_on(reader: Visitor, address: str) -> None:
    page = reader.open("further_reading.html").page
    # A page that is gone, a part of it, and one part of each page that is there.
    some = {(move.page, bool(move.anchor)): move for move in MOVES}
    assert len(some) > 3
    for move in some.values():
        old = f"{move.page}#{move.anchor}" if move.anchor else move.page
        # Where it leads is known before all of the page is loaded.
        page.goto(f"{address}/{old}", wait_until="commit")
        page.wait_for_url(f"{address}/{move.to}", wait_until="domcontentloaded")
        page.go_back(wait_until="domcontentloaded")
        assert page.url.endswith("/further_reading.html"), "back leads to the old one"


def test_a_link_on_the_page_to_what_has_left_it_leads_on(
    reader: Visitor, address: str
) -> None:
    gone = {move.page for move in MOVES if not move.anchor}
    move = next(move for move in MOVES if move.page not in gone)
    page = reader.open(move.page).page
    expect(page.locator(".moved").first).to_be_hidden()
    page.evaluate("anchor => location.hash = anchor", move.anchor)
    page.wait_for_url(f"{address}/{move.to}")


def test_without_scripts_a_moved_part_is_a_link_and_a_moved_page_leads_on(
    reader: Visitor, address: str
) -> None:
    gone = {move.page: move.to for move in MOVES if not move.anchor}
    move = next(move for move in MOVES if move.anchor and move.page not in gone)
    options = {"java_script_enabled": False}
    page = reader.open(f"{move.page}#{move.anchor}", **options).page
    link = page.locator(".moved:visible a")
    expect(link).to_be_in_viewport()
    link.click()
    page.wait_for_url(f"{address}/{move.to}")
    for old, new in gone.items():
        page.goto(f"{address}/{old}")
        page.locator(".moved-page a").click()
        page.wait_for_url(f"{address}/{new}")
