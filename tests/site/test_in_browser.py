"""Every page as a reader meets it: light and dark, at a desk and on a phone."""

import gzip
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from cheatsheet.store.project import ROOT
from tests.site.visitor import MODES, PAGES, SCREENS, SITE, Visit, Visitor

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Bytes that a page may send before a press, compressed: all of it, and of that what
# the card brings itself. The playground's page is an editor, and waits for no press.
LIMIT = 60_000
OWN = re.compile(r"/browser/|/(card|timeline|stepper|playground)\.css$")
OWN_LIMIT = 15_000
EDITOR_LIMIT = 160_000

# What a reader can tab to, as the browser sees it, in the order of the document.
TABBABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]')]
  .filter(it => it.tabIndex >= 0 && !it.disabled && it.checkVisibility({
    visibilityProperty: true, contentVisibilityAuto: true }))"""
# How an element looks, to see whether focus shows, and whether it is in sight. A
# checkbox may be shown by its label alone, an editor by what is drawn over it.
LOOK = """it => {
  const parts = [it, ...(it.labels || [])].map(part => {
    const style = getComputedStyle(part), box = part.getBoundingClientRect();
    return {
      look: ['outline', 'boxShadow', 'backgroundColor', 'color', 'border',
             'textDecoration'].map(name => style[name]).join(),
      seen: box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth
        && box.bottom > 0 && box.top < innerHeight && +style.opacity > 0.5,
    };
  });
  const editor = it.closest('.cm-editor');
  const over = editor ? getComputedStyle(editor, '::after') : {};
  return {
    look: parts.map(part => part.look).join() + over.content + over.border,
    seen: parts.some(part => part.seen),
    name: it.outerHTML.slice(0, 150),
  };
}"""


# Place and look of what has the focus. Furo and the copy button fade in; a reader
# sees the end of that.
FOCUSED = f"""them => {{
  document.getAnimations().forEach(it => it.finish());
  const it = document.activeElement;
  return [them.indexOf(it), ({LOOK})(it)];
}}"""


def faults_by_axe(page: Page, part: str = "html") -> list[str]:
    """What axe-core finds in a part of a page, one line for each kind of fault."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        """async part => {
          const found = await axe.run(part, {resultTypes: ['violations']});
          return found.violations;
        }""",
        part,
    )
    return [
        f"{fault['id']}: {fault['help']}: {[node['html'] for node in fault['nodes']]}"
        for fault in found
    ]


def sideways(page: Page) -> int:
    """How much wider a page is than its window."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_to_all_quiet_and_light(visitor: Visitor, name: str) -> None:
    visit = visitor.open(name)
    page = visit.page
    # What is folded away has to be as good as what is not.
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    for mode in MODES:
        visit.turn(*mode)
        assert faults_by_axe(page) == [], mode
        assert sideways(page) <= 0, f"the page scrolls sideways: {mode}"
    outside = [url for url in visit.requested if not url.startswith(visitor.address)]
    assert not outside, "a page may only ask its own site"
    assert visit.complaints == []
    assert_light(visit, name)


def assert_light(visit: Visit, name: str) -> None:
    """Until a press a page sends little, and nothing of what a press needs."""
    sent = {
        path: len(gzip.compress((SITE / path.lstrip("/")).read_bytes(), 6))
        for path in {urlsplit(url).path for url in visit.requested}
    }
    own = sum(size for path, size in sent.items() if OWN.search(path))
    if name == "playground.html":
        assert own <= EDITOR_LIMIT, sent
    else:
        assert sum(sent.values()) <= LIMIT, sent
        assert own <= OWN_LIMIT, sent
        assert not [path for path in sent if "editor" in path]
    early = re.compile("pyodide|worker|wasm|zip|desk-")
    assert not [path for path in sent if early.search(path)]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_keyboard_reaches_every_control_in_reading_order(
    visitor: Visitor, name: str, screen: str
) -> None:
    page = visitor.open(name, screen=screen).page
    elements = page.evaluate_handle(TABBABLE)
    count = page.evaluate("them => them.length", elements)
    assert count >= 5
    before = page.evaluate(f"them => them.map({LOOK})", elements)
    reached = []
    for _ in range(count):
        page.keyboard.press("Tab")
        position, now = page.evaluate(FOCUSED, elements)
        assert position >= 0, now["name"]
        reached.append(position)
        if now["look"] == before[position]["look"]:
            page.wait_for_timeout(200)  # The editor shows focus a little later.
            now = page.evaluate(f"({LOOK})(document.activeElement)")
        assert now["seen"], f"focus is out of sight: {now['name']}"
        assert now["look"] != before[position]["look"], (
            f"focus does not show: {now['name']}"
        )
    order = [before[position]["name"] for position in reached]
    assert reached == list(range(count)), order


@pytest.mark.parametrize("name", PAGES)
def test_page_is_complete_without_scripts(visitor: Visitor, name: str) -> None:
    page = visitor.open(name, java_script_enabled=False).page
    assert page.locator("h1").inner_text().strip()
    for closed in page.locator("details.ex > summary").all():
        closed.click()
    for card in page.locator(".example").all():
        for part in ("pre", ".example-output", "a[download]"):
            for each in card.locator(part).all():
                assert each.is_visible(), f"{part} is hidden"
    # A button without its script would do nothing.
    dead = [it for it in page.locator("button").all() if it.is_visible()]
    assert not [it.inner_text() for it in dead if it.get_attribute("type") != "submit"]
