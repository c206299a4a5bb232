"""What has moved: the pages and lines that lead on, and mistakes in the list."""

from pathlib import Path

import pytest

from cheatsheet.sphinxext import addresses
from tests.sphinxext.tiny import CHAPTER, SHOW, Site

MOVED = """\
# Old and new.
old.html        other.html
old.html#part   other.html#here
index.html#left other.html
"""


def make(folder: Path, moved: str = MOVED) -> Site:
    site = Site(folder)
    shown = SHOW["rst"].format(f"{CHAPTER}/gather")
    site.write("index.rst", f"{shown}\n.. toctree::\n\n   other\n")
    site.write("other.rst", "Other\n=====\n\nHere\n----\n\nWords.\n")
    site.write("moved.txt", moved)
    return site


def test_what_has_moved_leads_on(tmp_path: Path) -> None:
    site = make(tmp_path)
    site.build()
    assert site.warnings == []
    assert '<p class="moved" id="left">' in site.html()
    assert 'class="moved"' not in site.html("other")
    page = site.html("old")
    assert '<a href="other.html">other.html</a>' in page
    assert '<li class="moved" id="part"><a href="other.html#here">part</a></li>' in page


def test_a_changed_list_is_followed(tmp_path: Path) -> None:
    site = make(tmp_path)
    site.build()
    site.write("moved.txt", MOVED.replace("#left", "#gone"))
    site.build()
    assert 'id="gone"' in site.html() and 'id="left"' not in site.html()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("old.html", "write an old and a new address"),
        ("a.html b.html c.html", "write an old and a new address"),
        ("gone.html other.html#away", "there is no other.html#away"),
        ("gone.html away.html", "there is no away.html"),
        ("gone.html#part other.html", "say where gone.html itself is now"),
        ("other.html index.html", "other.html is there: it cannot move"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, line: str, message: str
) -> None:
    site = make(tmp_path, f"{MOVED}{line}\n")
    site.build()
    [warning] = site.warnings
    assert f"moved.txt:5: WARNING: {message}" in warning


def test_addresses_are_of_what_a_page_says(tmp_path: Path) -> None:
    page = '<nav id="menu"></nav><article id="furo-main-content"><h1 id="one">'
    page += '<p id="id3"><p id="a b"></article><p id="footer">'
    tmp_path.joinpath("page.html").write_text(page, "utf-8")
    assert addresses.addresses(tmp_path) == {"page.html", "page.html#one"}


def test_new_addresses_join_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "anchors.txt"
    listed.write_text("a.html\nz.html\n", "utf-8")
    monkeypatch.setattr(addresses, "PUBLISHED", listed)
    tmp_path.joinpath("m.html").write_text("<article id='x'></article>", "utf-8")
    addresses.main(tmp_path)
    assert listed.read_text("utf-8") == "a.html\nm.html\nm.html#x\nz.html\n"
    assert capsys.readouterr().out == "2 new addresses, 4 in all\n"
