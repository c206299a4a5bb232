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
    [("navigation", ".current-page > a"), ("toc", ".toc-tree li li a")],
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


# The place of the current page's link in the menu, from its upper edge (0) to its lower
# one (1); how far the menu is scrolled, and how far it can be.
IN_MENU = """() => {
  const list = document.querySelector('.sidebar-scroll');
  const [link, box] = [list.querySelector('.current-page > a'), list]
    .map(it => it.getBoundingClientRect());
  return [(link.top - box.top) / box.height, (link.bottom - box.top) / box.height,
    list.scrollTop, list.scrollHeight - list.clientHeight];
}"""


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_menu_shows_the_current_page(visitor: Visitor, screen: str) -> None:
    scrolled = set()
    for name in PAGES[::6]:
        if 'current-page"' not in (SITE / name).read_text():
            continue
        with visitor.going_on(name, "light", screen) as visit:
            top, bottom, by, most = visit.page.evaluate(IN_MENU)
        assert 0 <= top < bottom <= 1, name
        # No further than it has to be: where it can, the list begins at its beginning.
        assert by <= 1 or by >= most - 1 or top == pytest.approx(0.7, abs=0.01), name
        scrolled.add(by > 1)
    assert scrolled == {False, True}


def test_menu_is_in_its_place_before_it_is_painted(visitor: Visitor) -> None:
    context = visitor.browser.new_context(viewport={"width": 1280, "height": 800})
    visitor.contexts.append(context)
    page = context.new_page()
    # Browsers wait for style sheets, but may paint before any of these files is there.
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{visitor.address}/glossary.html", wait_until="load")
    _, bottom, by, _ = page.evaluate(IN_MENU)
    assert by and bottom <= 1
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Tab")
    assert "skip-to-content" in page.evaluate("document.activeElement.className")


@pytest.mark.parametrize("path", ["index.html", "why.html"])
def test_times_stand_left_of_what_was_printed(visitor: Visitor, path: str) -> None:
    """The front page's code and output have less room beside them."""
    page = visitor.open(path).page
    room = page.locator(".example-row[data-at]").evaluate_all("""
        rows => rows.map(row => {
            const time = getComputedStyle(row, '::before')
            const end = parseFloat(time.left) + parseFloat(time.width)
            return parseFloat(getComputedStyle(row).paddingLeft) - end
        })
    """)
    assert room and min(room) >= 8
