"""What a reader does on a page, each thing by keyboard."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from cheatsheet.store.project import ROOT
from tests.site.asking import unfold
from tests.site.visitor import PAGES, SITE, Visitor

WITH_CARD = [name for name in PAGES if 'class="example"' in (SITE / name).read_text()]
FOLDED = [name for name in PAGES if "<summary" in (SITE / name).read_text()]
OPEN = "them => them.map(it => it.open)"


def test_cards_are_found() -> None:
    assert WITH_CARD and FOLDED, (
        "no page has a card: the tests below would test nothing"
    )


@pytest.mark.parametrize("name", sorted({*WITH_CARD, *FOLDED}))
def test_controls_of_a_page(
    subtests: pytest.Subtests, visitor: Visitor, name: str
) -> None:
    page = visitor.open(name, permissions=["clipboard-read", "clipboard-write"]).page
    with subtests.test("folded parts open by keyboard"):
        check_folds(page)
    unfold(page)
    if name in WITH_CARD:
        with subtests.test("each copy button copies the code"):
            check_copies(page)
        with subtests.test("each download gives the script"):
            check_downloads(page, name)


def check_folds(page: Page) -> None:
    folded = page.locator("details")
    before = folded.evaluate_all(OPEN)
    for summary in page.locator("summary").all():
        summary.press("Enter")
    assert folded.evaluate_all(OPEN) == [not one for one in before]


def check_copies(page: Page) -> None:
    blocks = page.locator("div.highlight", has=page.locator("button.copybtn")).all()
    assert blocks
    for block in blocks:
        shown = block.locator("pre").text_content() or ""
        button = block.locator("button.copybtn")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_class(re.compile("success"))
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.rstrip() == shown.rstrip()


def check_downloads(page: Page, name: str) -> None:
    for link in page.locator("a[download]").all():
        link.focus()
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        # The site has our folders.
        script = ROOT / urljoin(name, str(link.get_attribute("href")))
        assert waiting.value.path().read_bytes() == script.read_bytes()
        assert waiting.value.suggested_filename == script.name


def test_search_finds_an_example(visitor: Visitor) -> None:
    page = visitor.open("index.html").page
    page.get_by_placeholder("Search").first.focus()
    page.keyboard.type("gather")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=gather*")
    found = page.locator("#search-results li a").first
    found.wait_for()
    found.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "search.html" not in url)
    expect(page.locator("article")).to_contain_text("gather")


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_theme_button_changes_the_theme_and_keeps_it(
    visitor: Visitor, screen: str
) -> None:
    page = visitor.open("index.html", screen=screen).page
    button = page.locator("button.theme-toggle:visible")
    seen = set()
    for _ in range(3):
        button.focus()
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.body.dataset.theme"))
    assert seen == {"light", "dark", "auto"}
    while page.evaluate("document.body.dataset.theme") != "dark":
        page.keyboard.press("Enter")
    page.reload()
    assert page.evaluate("document.body.dataset.theme") == "dark"


@pytest.mark.parametrize(
    ("toggle", "link"),
    [("navigation", ".sidebar-tree a"), ("toc", ".toc-tree li li a")],
)
def test_drawers_open_and_close_by_keyboard_on_a_phone(
    visitor: Visitor, toggle: str, link: str
) -> None:
    page = visitor.open(WITH_CARD[0], screen="phone").page
    first = page.locator(link).first
    expect(first).not_to_be_in_viewport()
    while page.evaluate("document.activeElement.name || ''") != f"__{toggle}":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")
    page.keyboard.press("Space")
    expect(first).to_be_in_viewport()
    page.keyboard.press("Space")
    expect(first).not_to_be_in_viewport()
