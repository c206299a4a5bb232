"""What a reader does on a page, each thing by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.site.visitor import PAGES, SITE, Visitor

WITH_CARD = [name for name in PAGES if 'class="example"' in (SITE / name).read_text()]


def test_cards_are_found() -> None:
    assert WITH_CARD, "no page has a card: the tests below would test nothing"


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
