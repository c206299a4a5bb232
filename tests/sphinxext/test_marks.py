"""Marks for versions and platforms, and anchors from before a heading was renamed."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from cheatsheet.store.project import ROOT

RST = """
Page
====

Stopping tasks
--------------

.. formerly:: an-end  polite-ends

Cancel it. :since:`3.12`
"""
MYST = """
# Page

## Stopping tasks

```{formerly} an-end polite-ends
```

Cancel it. {since}`3.12`
"""


def build(folder: Path, name: str, text: str) -> tuple[BeautifulSoup, str]:
    """Build a page, and return it with what Sphinx had to say."""
    extensions = 'extensions = ["cheatsheet.sphinxext", "myst_parser"]\n'
    (folder / "conf.py").write_text(
        f"{extensions}example_folder = {str(ROOT)!r}\n", "utf-8"
    )
    (folder / name).write_text(text, "utf-8")
    app = SphinxTestApp("html", srcdir=folder)
    try:
        app.build()
        page = (folder / "_build/html/index.html").read_text("utf-8")
        warnings = [
            line for line in app.warning.getvalue().splitlines() if "index." in line
        ]
        return BeautifulSoup(page, "html.parser"), "\n".join(warnings)
    finally:
        app.cleanup()


@pytest.mark.parametrize(
    ("name", "text"), [("index.rst", RST), ("index.md", MYST)], ids=["rst", "myst"]
)
def test_old_anchors_lead_to_the_renamed_section(
    tmp_path: Path, name: str, text: str
) -> None:
    page, warnings = build(tmp_path, name, text)
    assert warnings == ""
    section = page.select_one("section#stopping-tasks")
    assert section is not None
    assert [tag["id"] for tag in section.select("span[id]")] == [
        "an-end",
        "polite-ends",
    ]
    assert section.select_one("span.mark.since").get_text() == "3.12+"  # type: ignore[union-attr]


def test_old_anchors_lead_to_the_renamed_term(tmp_path: Path) -> None:
    text = (
        f"{RST}\n.. glossary::\n\n   deadlock\n      .. formerly:: old\n\n      Words."
    )
    page, warnings = build(tmp_path, "index.rst", text)
    assert warnings == ""
    place = page.select_one("#old")
    assert place is not None and place.find_parent("dt", id="term-deadlock")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("an-end ", "stopping-tasks ", "'stopping-tasks' is in use on this page"),
        (":since:`3.12`", ":since:`12`", "'12' is not a version such as 3.12"),
        (
            "Cancel it.",
            "- item\n\n  .. formerly:: x\n\nCancel",
            "put `formerly` directly below a heading or a term",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    _, warnings = build(tmp_path, "index.rst", RST.replace(old, new))
    assert message in warnings
