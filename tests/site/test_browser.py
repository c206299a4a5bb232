"""The browser of the tests takes nothing from the machine that could show in a page."""

import sys
from collections import Counter

import pytest
from playwright.sync_api import Page

from tests.site.fonts import FONTS
from tests.site.visitor import Visitor

# What a page can see of a machine, and what it sees here.
SEEN = """() => ({
  languages: navigator.languages.join(),
  number: (1234.5).toLocaleString(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  pixels: devicePixelRatio,
  scrollbar: innerWidth - document.documentElement.clientWidth,
  motion: matchMedia('(prefers-reduced-motion: reduce)').matches,
  contrast: matchMedia('(prefers-contrast: no-preference)').matches,
  forced: matchMedia('(forced-colors: active)').matches,
  gamut: matchMedia('(color-gamut: p3)').matches,
  pointer: matchMedia('(pointer: fine) and (hover: hover)').matches,
})"""
HERE = {
    "languages": "en-US",
    "number": "1,234.5",
    "zone": "UTC",
    "pixels": 1,
    "scrollbar": 0,
    "motion": False,
    "contrast": True,
    "forced": False,
    "gamut": False,
    "pointer": True,
}


@pytest.mark.usefixtures("fonts")
def test_a_page_sees_the_same_machine_everywhere(visitor: Visitor) -> None:
    assert visitor.open("index.html").page.evaluate(SEEN) == HERE


def used(page: Page) -> Counter[str]:
    """How many signs of a page each font draws."""
    devtools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    every = {"nodeId": root, "selector": "article *"}
    found: Counter[str] = Counter()
    for node in devtools.send("DOM.querySelectorAll", every)["nodeIds"]:
        answer = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})
        for font in answer["fonts"]:
            found[font["familyName"]] += int(font["glyphCount"])
    return found


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere Chromium does not ask fontconfig"
)
def test_pages_are_drawn_in_the_fonts_of_the_set(visitor: Visitor, fonts: str) -> None:
    text, code, _ = FONTS[fonts]
    found = used(visitor.open("web/requests.html").page)
    assert found.keys() <= {text, code, "DejaVu Sans", "DejaVu Sans Mono"}
    others = sum(count for font, count in found.items() if font not in {text, code})
    assert found[text] > 1000 and found[code] > 1000
    assert others < 100, f"only signs may come from elsewhere: {found}"
