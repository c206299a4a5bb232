"""Every page as a reader meets it, asked everything in as few visits as can be.

A page is opened on a desktop with wide letters, from a host that reads `_headers`; on
a phone with narrow letters, from one that does not; and without scripts.
What depends on how wide letters and the page are is asked on both screens in both
fonts: in each of the first two visits the window changes once.
A reader goes from page to page, so what pages have in common is loaded once.

What depends on a page's content is asked of every page. What its parts do alike on all
pages is asked of a few that have all kinds of parts: `SAMPLES`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.site.asking import (
    LOOKS,
    back_to_top,
    check_focus,
    check_keyboard,
    check_weight,
    faint_texts,
    faults_by_axe,
    faults_of_change,
    high_cells,
    remember,
    sideways,
    towers,
    unfold,
    unstuck,
)
from tests.site.colours import faint_in_pictures
from tests.site.conftest import Launch
from tests.site.using import check_copies, check_downloads, check_folds
from tests.site.visitor import (
    MODES,
    PAGES,
    Visit,
    Visitor,
    kinds,
    pages_of_each_kind,
    soup,
    undrawn,
)
from tests.site.walking import (
    Walk,
    check_steps,
    go_to,
    short_runs,
    walk_in_sight,
    walk_unseen,
)

# Adds a script as an attack would, and gives the title that it would change.
ATTACK = """() => {
  const script = document.createElement("script");
  script.textContent = "document.title = 'changed'";
  document.head.append(script);
  return document.title;
}"""


def test_there_are_runs_to_walk_through() -> None:
    assert len([name for name in PAGES if short_runs(name)]) > 3


SAMPLES = frozenset(pages_of_each_kind())


def test_samples_have_each_kind_of_element() -> None:
    assert set().union(*map(kinds, SAMPLES)) == set().union(*map(kinds, PAGES))


def check_parts(
    subtests: pytest.Subtests, page: Page, name: str, rules: list[str] | None
) -> None:
    """Ask what a page's parts do, at rest and at a step.

    Args:
        subtests: Reports each question for itself.
        page: The page as it was loaded.
        name: Its path in the site.
        rules: The rules of axe-core to ask; all if none are given.
    """
    with (
        subtests.test("the keyboard reaches every control in reading order"),
        undrawn(page),
    ):
        check_keyboard(page)
    back_to_top(page)  # On the way the theme offers it.
    with subtests.test("folded parts open by keyboard"), undrawn(page):
        check_folds(page)
    # What is folded away has to be as good as what is not.
    unfold(page)
    with subtests.test("it is open to all"), undrawn(page):
        assert faults_by_axe(page, rules=rules) == []
    back_to_top(page)
    remember(page, ".example")
    with undrawn(page), unstuck(page):
        # A card takes the height that its sentences need when it shows a first step.
        go_to(page, name, 1)
        go_to(page, name, 0.5)
        with subtests.test("a step is open to all"):
            if short_runs(name):
                assert faults_of_change(page, ".example", rules) == []
        go_to(page, name, 0)
    with subtests.test("the browser sees nothing move while stepping"):
        assert walk_in_sight(page, name).moved == []


def check_content(
    subtests: pytest.Subtests, page: Page, name: str, *, told: bool
) -> Walk:
    """Ask what depends on what a page says, where it is unfolded.

    Args:
        subtests: Reports each question for itself.
        page: The page.
        name: Its path in the site.
        told: Whether to note what each step shows.

    Returns:
        The walk through its runs.
    """
    with subtests.test("what is written in pictures can be read"):
        assert faint_in_pictures(page) == []
    back_to_top(page)
    with undrawn(page):
        with subtests.test("texts stand out"):
            assert faint_texts(page) == []
        with subtests.test("it does not scroll sideways"):
            assert sideways(page) <= 0
        go_to(page, name, 1)  # A card takes its height, as above.
        return check_steps_fit(subtests, page, name, told=told)


def check_steps_fit(
    subtests: pytest.Subtests, page: Page, name: str, *, told: bool = False, **how: Any
) -> Walk:
    """Steps have room, nothing moves from one to the next, and they can be read.

    Args:
        subtests: Reports each question for itself.
        page: The page, which is not drawn.
        name: Its path in the site.
        told: Whether to note what each step shows.
        how: What else to tell of a fault.

    Returns:
        The walk through its runs.
    """
    go_to(page, name, 0)
    walk = walk_unseen(page, name, told=told)
    with subtests.test("nothing moves while stepping", **how):
        assert walk.moved == []
    go_to(page, name, 0.5)
    with subtests.test("a step does not scroll sideways", **how):
        assert sideways(page) <= 0
    with subtests.test("texts of a step stand out", **how):
        assert faint_texts(page, ".example") == []
    return walk


def check_turned(
    subtests: pytest.Subtests, visit: Visit, name: str, mode: tuple[str, str]
) -> None:
    """Ask the rest in the other theme and on the other screen.

    Args:
        subtests: Reports each question for itself.
        visit: The page, unfolded.
        name: Its path in the site.
        mode: The theme and the screen.
    """
    with undrawn(visit.page):
        visit.turn(*mode)
        with subtests.test("it does not scroll sideways", mode=mode):
            assert sideways(visit.page) <= 0
        check_steps_fit(subtests, visit.page, name, mode=mode)
    with subtests.test("it asks its own site alone, and has nothing to complain of"):
        assert visit.complaints == []
        assert [it for it in visit.requested if not it.startswith(visit.address)] == []


@pytest.fixture(scope="module")
def at_a_desk(browser: Browser, address: str) -> Iterator[Visitor]:
    """A reader with wide letters, who goes from page to page."""
    visitor = Visitor(browser, address)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def on_the_way(browsers: Launch, plain_address: str) -> Iterator[Visitor]:
    """A reader with narrow letters, who goes from page to page."""
    visitor = Visitor(browsers("narrow"), plain_address)
    yield visitor
    visitor.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_on_a_desktop(
    subtests: pytest.Subtests, at_a_desk: Visitor, name: str
) -> None:
    light, dark = MODES
    clipboard = ["clipboard-read", "clipboard-write"]
    with at_a_desk.going_on(name, *light, permissions=clipboard) as visit:
        page = visit.page
        with subtests.test("it sends little"):
            check_weight(visit.requested, name)
        if name in SAMPLES:
            check_parts(subtests, page, name, rules=None)
            with subtests.test("each download gives the script"), undrawn(page):
                check_downloads(page, name)
        else:
            with subtests.test("every control shows the focus"), undrawn(page):
                check_focus(page)
            unfold(page)
        walk = check_content(subtests, page, name, told=True)
        with subtests.test("each step agrees with the table"):
            check_steps(name, walk)
        with subtests.test("each copy button copies the code"), undrawn(page):
            copied = check_copies(page, by_key=name in SAMPLES)
            assert copied or not soup(name).select("div.example")
        check_turned(subtests, visit, name, dark)


@pytest.mark.parametrize("name", PAGES)
def test_page_on_a_phone(
    subtests: pytest.Subtests, on_the_way: Visitor, name: str
) -> None:
    light, dark = MODES
    with on_the_way.going_on(name, *dark) as visit:
        page = visit.page
        with subtests.test("it sends little"):
            check_weight(visit.requested, name)
        if name in SAMPLES:
            # The bar on a phone is the same on all pages: one page is asked for it.
            rules = None if name == "index.html" else LOOKS
            check_parts(subtests, page, name, rules)
        else:
            unfold(page)
            with subtests.test("it is open to all"), undrawn(page):
                assert faults_by_axe(page, also=LOOKS) == []
        check_content(subtests, page, name, told=False)
        with subtests.test("no table has columns of a word"):
            assert towers(page) == []
        with subtests.test("no cell of a probe has three lines"):
            assert high_cells(page) == []
        check_turned(subtests, visit, name, light)
        with subtests.test("it brings the policy where the host sends none"):
            assert page.evaluate(ATTACK) != "changed"


def test_cells_that_say_so_have_one_line(visitor: Visitor) -> None:
    page = visitor.open("recipes/libraries.html").page
    cells = page.locator("table.libraries td:last-child p").evaluate_all(
        """them => them.map(it =>
          it.offsetHeight / parseFloat(getComputedStyle(it).lineHeight))"""
    )
    assert cells and max(cells) < 1.5


@pytest.mark.usefixtures("fonts")
def test_times_beside_output_have_one_line(visitor: Visitor) -> None:
    page = visitor.open("web/stats.html").page
    rows = page.locator(".example-row[data-at]")
    heights = rows.evaluate_all(
        "them => them.map(it => getComputedStyle(it, '::before').height)"
    )
    times = rows.evaluate_all("them => them.map(it => it.dataset.at)")
    assert max(map(len, times)) == len("0.269 s")
    assert set(heights) == {"19.5px"}


# What is wrong with a page that has no scripts: what a card hides, and buttons that
# would do nothing.
WITHOUT_SCRIPTS = """() => {
  document.querySelectorAll('details.ex > summary').forEach(it => it.click());
  const seen = it => it.checkVisibility({visibilityProperty: true})
    && it.getClientRects().length > 0;
  const parts = ['pre', '.example-output', 'a[download]'].flatMap(part =>
    [...document.querySelectorAll('.example ' + part)]);
  const dead = [...document.querySelectorAll('button:not([type=submit])')];
  return [...parts.filter(it => !seen(it)), ...dead.filter(seen)]
    .map(it => it.outerHTML.slice(0, 200));
}"""


@pytest.fixture(scope="module")
def quiet(browser: Browser, address: str) -> Iterator[Page]:
    """A page without scripts: it keeps nothing of what it has shown before."""
    visitor = Visitor(browser, address)
    yield visitor.open("index.html", java_script_enabled=False).page
    visitor.close()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_page_is_complete_without_scripts(quiet: Page, address: str, name: str) -> None:
    page = quiet
    page.goto(f"{address}/{name}", wait_until="load")
    assert page.locator("h1").inner_text().strip()
    assert page.evaluate(WITHOUT_SCRIPTS) == []
