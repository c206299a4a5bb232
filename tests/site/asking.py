"""Questions to an open page: access, keyboard, width, and what it asked for."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import JSHandle, Page

from cheatsheet.store.project import ROOT
from tests.site.colours import JUDGED, MARKED_ALONE, OFTEN, one_text_of_each_kind
from tests.site.visitor import SITE

# The rules of axe-core, of those that it asks by itself, whose answer may be another in
# another theme, on another screen or with other letters.
LOOKS = [
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Bytes that a page may send before a press, compressed: all of it, and of that what
# the card brings itself. The playground's page is an editor, and waits for no press.
LIMIT = 60_000
# What is on pages without a card too: search, box, offline use, moved anchors.
OWN = re.compile(
    r"/browser/(?!search|paste\.|offline|moved)|/(card|timeline|stepper|playground)\.css$"
)
OWN_LIMIT = 15_000
SEARCH_LIMIT = 100_000
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
    name: it.cloneNode().outerHTML.slice(0, 150) + it.textContent.slice(0, 40),
  };
}"""


# Lets a held Tab note the place and look of what has the focus before it goes on: by
# then the page has scrolled to it. `note` does the same for the last. Furo and the copy
# button fade in; a reader sees the end.
NOTE = f"""them => {{
  window.reached = [];
  window.note = () => {{
    document.getAnimations().forEach(it => it.finish());
    const it = document.activeElement;
    window.reached.push([them.indexOf(it), ({LOOK})(it)]);
  }};
  window.addEventListener('keydown', event => {{
    if (event.key === 'Tab' && event.repeat) note();
  }}, true);
  return them.map({LOOK});
}}"""
# The look of one of them when it had the focus for a while.
LATER = f"""async ([them, place]) => {{
  them[place].focus({{focusVisible: true}});
  await new Promise(done => setTimeout(done, 200));
  return ({LOOK})(them[place]);
}}"""


# The look of each when it has the focus, and its place in the order of the Tab key if
# that is not the document's.
GIVE_FOCUS = f"""them => them.map(it => {{
  it.focus({{focusVisible: true}});
  document.getAnimations().forEach(it => it.finish());
  const has = document.activeElement === it;
  return [has, it.tabIndex, ({LOOK})(it)];
}})"""
LOOKS_OF = f"them => them.map({LOOK})"


# All of an element that axe judges, but for what is inside it; of that, first what
# `LOOKS` ask for. In a picture it judges no colours.
ASPECTS = """
  const names = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize',
    'fontWeight', 'textShadow', 'position', 'visibility', 'display'];
  const aspects = it => {
    const style = it.ownerSVGElement ? {} : getComputedStyle(it);
    const box = it.getBoundingClientRect();
    return [[names.map(name => style[name]), box.width, box.height], [
      [...it.attributes].filter(({name}) => name !== 'class').map(it => it.value),
      [...it.childNodes].map(it => it.data ?? it.localName),
    ]].map(it => JSON.stringify(it));
  };
"""
REMEMBER = f"""part => {{
  {ASPECTS}
  const all = document.querySelectorAll(part);
  window.remembered = new Map([...all].map(it => [it, aspects(it)]));
}}"""
CHANGED = f"""([part, looks]) => {{
  {ASPECTS}
  const changed = it => {{
    const before = remembered.get(it), now = aspects(it);
    return now[0] !== before?.[0] || (!looks && now[1] !== before[1]);
  }};
  const all = new Set([...document.querySelectorAll(part)].filter(changed));
  const inside = it => it && (all.has(it) || inside(it.parentElement));
  return [...all].filter(it => !inside(it.parentElement));
}}"""
# Gives each fault in a line, the kinds of text that were judged, and those of them that
# have passed.
JUDGE = """async ([part, rules, also]) => {
  const options = {
    resultTypes: ['violations', 'incomplete'], elementRef: true, selectors: false};
  if (rules) options.runOnly = rules;
  else options.rules = Object.fromEntries(also.map(rule => [rule, {enabled: true}]));
  const marked = [...document.querySelectorAll('[data-judged]')];
  const {violations, incomplete} = await axe.run(part, options);
  const [failed, open] = [violations, incomplete].map(them => new Set(them
    .filter(({id}) => id === 'color-contrast')
    .flatMap(({nodes}) => nodes.map(({element}) => element))));
  const kinds = them => them.map(it => it.dataset.judged);
  return [
    violations.map(({id, help, nodes}) => `${id}: ${help}: ${
      nodes.map(({element}) => element.outerHTML.slice(0, 200)).join(', ')}`),
    kinds(marked.filter(it => !failed.has(it))),
    kinds(marked.filter(it => !failed.has(it) && !open.has(it))),
  ];
}"""


def faults_by_axe(
    page: Page,
    part: str | JSHandle = "html",
    rules: list[str] | None = None,
    also: list[str] | None = None,
) -> list[str]:
    """What axe-core finds in a part of a page, one line for each kind of fault.

    Args:
        page: The page.
        part: A selector, or a handle of elements.
        rules: The rules to ask; all that it asks by itself if none are given.
        also: Rules to ask beside all those: it does not ask `target-size` by itself.
    """
    with one_text_of_each_kind(page, part):
        return judge(page, part, rules, also)


def faint_texts(page: Page, part: str = "html") -> list[str]:
    """Texts that do not stand out, in a line, of the kinds that are not settled yet.

    Args:
        page: The page.
        part: A selector.
    """
    with one_text_of_each_kind(page, part) as marked:
        return judge(page, part, ["color-contrast"]) if marked else []


def judge(
    page: Page,
    part: str | JSHandle,
    rules: list[str] | None,
    also: list[str] | None = None,
) -> list[str]:
    """Ask axe-core, and note which kinds of text it has judged."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8") + MARKED_ALONE)
    faults, judged, passed = page.evaluate(JUDGE, [part, rules, also or []])
    JUDGED.update(judged)
    JUDGED.update(dict.fromkeys(passed, OFTEN))
    return list(faults)


def remember(page: Page, part: str) -> None:
    """Keep how each element of a part looks, for `faults_of_change`."""
    page.evaluate(REMEMBER, f"{part}, {part} *")


def faults_of_change(
    page: Page, part: str, rules: list[str] | None = None
) -> list[str]:
    """What axe-core finds in those elements of a part that have become different.

    The others have been judged, with the same colours, sizes, texts and attributes: a
    step changes a tenth of a page, and its background lies on what it changes.
    """
    looks = rules == LOOKS  # Which no attribute and no text changes by itself.
    changed = page.evaluate_handle(CHANGED, [f"{part}, {part} *", looks])
    assert changed.evaluate("them => them.length")
    return faults_by_axe(page, changed, rules)


def sideways(page: Page) -> int:
    """How much wider a page is than its window."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


# Text of a cell that is a tower: much higher than it is wide. A tenth more is let pass,
# as letters differ.
TOWERS = """() => [...document.querySelectorAll('article .table-wrapper td > p')]
  .filter(it => it.offsetHeight > 1.1 * it.parentElement.offsetWidth)
  .map(it => it.textContent)"""


def towers(page: Page) -> list[str]:
    """The texts in cells of tables that have room for a word or two in a line."""
    return list(page.evaluate(TOWERS))


# Cells of a probe: how it went on one version or several, in two lines at most.
HIGH_CELLS = """() => [...document.querySelectorAll('table.probe td[class]')]
  .filter(it => {
    const text = document.createRange();
    text.selectNodeContents(it);
    return text.getBoundingClientRect().height
      > 2.2 * parseFloat(getComputedStyle(it).lineHeight);
  })
  .map(it => it.textContent)"""


def high_cells(page: Page) -> list[str]:
    """The texts in cells of probes that have three lines or more."""
    return list(page.evaluate(HIGH_CELLS))


def back_to_top(page: Page) -> None:
    """Scroll up, and wait until the page knows it."""
    page.evaluate(
        """async () => {
          scrollTo(0, 0);
          for (const _ of 'abc') await new Promise(requestAnimationFrame);
        }"""
    )


@contextmanager
def unstuck(page: Page) -> Iterator[None]:
    """Let no stepper stick to the window's edge.

    There it covers what its reader has scrolled to, which a scroll uncovers.
    """
    steppers = page.locator(".stepper")
    place = "(them, place) => them.forEach(it => it.style.position = place)"
    steppers.evaluate_all(place, "static")
    yield
    steppers.evaluate_all(place, "")


def unfold(page: Page) -> None:
    """Open what is folded; that keys open it, too, is a test of its own."""
    page.locator("details").evaluate_all("them => them.forEach(it => it.open = true)")


def check_weight(requested: list[str], name: str) -> None:
    """Until a press a page sends little, and nothing of what a press needs."""
    sent = {
        path: compressed(path) for path in {urlsplit(url).path for url in requested}
    }
    own = sum(size for path, size in sent.items() if OWN.search(path))
    if name == "playground.html":
        assert own <= EDITOR_LIMIT, sent
    else:
        # A search needs the index of all pages.
        limit = SEARCH_LIMIT if name == "search.html" else LIMIT
        assert sum(sent.values()) <= limit, sent
        assert own <= OWN_LIMIT, sent
        assert not [path for path in sent if "editor" in path]
    early = re.compile("pyodide|worker|wasm|zip|desk-")
    assert not [path for path in sent if early.search(path)]


@cache
def compressed(path: str) -> int:
    return len(gzip.compress((SITE / path.lstrip("/")).read_bytes(), 6))


def check_keyboard(page: Page) -> None:
    """The Tab key reaches every control in reading order, and shows where it is."""
    elements = page.evaluate_handle(TABBABLE)
    before = page.evaluate(NOTE, elements)
    assert len(before) >= 5
    for _ in before:  # Held, which asks the browser for half as much as single presses.
        page.keyboard.down("Tab")
    page.evaluate("note()")
    page.keyboard.up("Tab")
    reached = page.evaluate("reached")
    order = [before[place]["name"] for place, _ in reached if place >= 0]
    assert [place for place, _ in reached] == list(range(len(before))), order
    for place, soon in reached:
        check_look(page, elements, place, soon, before[place]["look"])


def check_focus(page: Page) -> None:
    """Every control takes the focus, shows it, and has no order of its own.

    This is what Tab needs, without pressing it: each press is waited for.
    """
    elements = page.evaluate_handle(TABBABLE)
    before = page.evaluate(LOOKS_OF, elements)
    assert len(before) >= 5
    for place, (has, order, now) in enumerate(page.evaluate(GIVE_FOCUS, elements)):
        assert has, f"it does not take the focus: {now['name']}"
        assert order == 0, f"Tab comes to it out of order: {now['name']}"
        check_look(page, elements, place, now, before[place]["look"])


def check_look(
    page: Page, elements: JSHandle, place: int, now: dict[str, Any], usual: str
) -> None:
    """What has the focus shows it, and is in sight.

    Args:
        page: The page.
        elements: Its controls.
        place: Which of them it is.
        now: How it looks as soon as it has the focus.
        usual: How it looks without.
    """
    if now["look"] == usual:  # The editor shows it a little later.
        now = page.evaluate(LATER, [elements, place])
    assert now["seen"], f"focus is out of sight: {now['name']}"
    assert now["look"] != usual, f"no focus shows: {now['name']}"
