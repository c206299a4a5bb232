"""The cheat sheet on paper: two A4 sides that can be read, and nothing but it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cheatsheet.sphinxext import pdf, sheet
from tests.site.visitor import SITE, Visitor

A4 = (595, 842)  # Points.
# Of all text that is printed: its size in points, and its words.
TEXTS = """() => {
  const found = [], walk = document.createTreeWalker(document.body, 4);
  while (walk.nextNode()) {
    const text = walk.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility()) continue;
    found.push([parseFloat(getComputedStyle(parent).fontSize) * 0.75, text.data]);
  }
  return found;
}"""


def check_sides(printed: bytes) -> None:
    """It has two sides, and each is an A4."""
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A4}


@pytest.mark.usefixtures("fonts")
def test_sheet_is_two_sides_of_a4(visitor: Visitor) -> None:
    # A dark screen prints dark on white, too.
    page = visitor.open("cheatsheet.html", theme="dark").page
    check_sides(page.pdf(prefer_css_page_size=True))


def test_pdf_is_in_our_letters_and_no_others(browser: Browser) -> None:
    printed = pdf.printed(SITE / "cheatsheet.html", browser)
    check_sides(printed)
    # The browser's own are others here.
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)", printed))
    assert fonts == {b"Arimo", b"Cousine"}


@pytest.mark.usefixtures("fonts")
def test_print_is_the_sheet_alone_and_large_enough(visitor: Visitor) -> None:
    page = visitor.open("cheatsheet.html").page
    page.emulate_media(media="print")
    texts = page.evaluate(TEXTS)
    assert len(texts) > 100
    small = [text for size, text in texts if size < 7.5]
    assert not small
    for part in ("nav", "aside", "footer", "button", ".headerlink", ".skip-to-content"):
        for each in page.locator(part).all():
            assert not each.is_visible(), f"{part} is printed"
    assert page.locator("article h1").is_visible()
    shown = " ".join(text for _, text in texts)
    assert "http" not in re.sub("aiohttp|http_lines|HTTP", "", shown)


def test_pdf_is_linked_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    """The session `pdf` in a copy of the site."""
    built = (SITE / "cheatsheet.html").read_text("utf-8")
    (tmp_path / "cheatsheet.html").write_text(
        built.replace(pdf.LINK, sheet.PDF_MARK), "utf-8"
    )
    monkeypatch.setattr(pdf, "printed", lambda page, browser: b"%PDF")

    assert pdf.write(tmp_path, browser).read_bytes() == b"%PDF"
    assert pdf.write(tmp_path, browser).name == "cheatsheet.pdf"
    text = (tmp_path / "cheatsheet.html").read_text("utf-8")
    assert text.count('href="cheatsheet.pdf"') == 1
    assert (SITE / "cheatsheet.pdf").exists() == ('href="cheatsheet.pdf"' in built)


def test_tables_may_break_between_their_rows(visitor: Visitor) -> None:
    # Kept whole, one that is longer than a page leaves the page before it empty.
    page = visitor.open("recipes/libraries.html").page
    page.emulate_media(media="print")
    style = "them => [...new Set(them.map(it => getComputedStyle(it).breakInside))]"
    assert page.locator("article table").evaluate_all(style) == ["auto"]
    assert page.locator("article table.libraries tr").evaluate_all(style) == ["avoid"]
