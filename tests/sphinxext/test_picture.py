"""The directive `picture`: a drawing that is part of its page."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from cheatsheet.sphinxext.picture import inline
from cheatsheet.store.project import ROOT

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
DRAWN = SVG.format("<title>T</title><desc>Two\n words</desc><rect width='9'/>")

FILES = sorted((ROOT / "docs/pictures").glob("*.svg"))
STYLE = (ROOT / "cheatsheet/sphinxext/static/picture.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "no XML",
        SVG.format("<rect/>"),
        SVG.format("<desc>d</desc><style>a{}</style>"),
        SVG.format("<desc>d</desc><script>a</script>"),
        SVG.format('<desc>d</desc><rect id="a"/>'),
        SVG.format('<desc>d</desc><rect style="fill: red"/>'),
    ],
)
def test_what_a_page_must_not_have_is_refused(text: str) -> None:
    with pytest.raises((ValueError, ET.ParseError)):
        inline(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pictures_fit_on_a_page(path: Path) -> None:
    root = ET.fromstring(inline(path.read_text(encoding="utf-8")))
    # Shrunk to the 358 px of a phone's page, letters of 13 px stay over 9.
    assert float(root.attrib["width"]) <= 480
    used = {name for tag in root.iter() for name in tag.get("class", "").split()}
    assert used <= set(re.findall(r"\.([a-z-]+)", STYLE))


def test_each_picture_is_on_a_page(site: Path) -> None:
    shown = {
        str(picture["aria-label"])
        for path in site.rglob("*.html")
        for picture in BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        ).select("svg.picture[role=img]")
    }
    drawn = [ET.fromstring(inline(path.read_text(encoding="utf-8"))) for path in FILES]
    assert shown == {root.attrib["aria-label"] for root in drawn}


@pytest.mark.parametrize("builder", ["html", "text"])
def test_a_picture_is_part_of_the_page(tmp_path: Path, builder: str) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["cheatsheet.sphinxext"]\n')
    (tmp_path / "index.rst").write_text(
        "Title\n=====\n\n.. picture:: two\n\n.. picture:: none\n"
    )
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/two.svg").write_text(DRAWN)
    app = SphinxTestApp(builder, srcdir=tmp_path)
    try:
        app.build()
        warnings = app.warning.getvalue()
    finally:
        app.cleanup()
    assert warnings.count("WARNING") == 1 and "none.svg" in warnings
    if builder == "html":
        page = (tmp_path / "_build/html/index.html").read_text(encoding="utf-8")
        svg = BeautifulSoup(page, "html.parser").select_one("svg.picture")
        assert svg is not None and svg.select("rect") and not svg.select("title")
        assert (svg["role"], svg["aria-label"]) == ("img", "Two words")
        assert "picture.css" in page
