"""The documents of the search: what a section says, and how readers ask for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from sphinx.testing.util import SphinxTestApp

from cheatsheet.store.project import ROOT

RST = """
Page
====

Before all.

Limits
------

.. asked:: throttle; at most N
   slow   down

Use ``asyncio.Semaphore`` here.

.. example:: many_at_once/gather

See also
~~~~~~~~

- nothing

Terms
-----

.. glossary::

   a term
      .. asked:: another word

      What it means.

Jobs
----

.. rst-class:: pairs

do it slowly
   See :ref:`below <aim>`.

do it alone
   See nothing.

.. _aim:

Aim
---

What to do.
"""
MYST = """
# Page

## Limits

```{asked} throttle; at most N
slow   down
```

Use `asyncio.Semaphore` here.
"""


def documents(
    folder: Path, name: str, text: str, **settings: Any
) -> tuple[dict[str, Any], str]:
    """Build a page; return the documents by title, and what Sphinx had to say."""
    extensions = 'extensions = ["cheatsheet.sphinxext", "myst_parser"]\n'
    (folder / "conf.py").write_text(
        f"{extensions}example_folder = {str(ROOT)!r}\n", "utf-8"
    )
    (folder / "index.rst").write_text(
        "Home\n====\n\n.. toctree::\n\n   page\n", "utf-8"
    )
    (folder / name).write_text(text, "utf-8")
    app = SphinxTestApp("html", srcdir=folder, confoverrides=settings)
    try:
        app.build()
        path = folder / "_build/html/_static/search/documents.json"
        found = json.loads(path.read_text("utf-8"))
        warnings = [
            line for line in app.warning.getvalue().splitlines() if "page." in line
        ]
        by_title = {one["title"]: one for one in found["sections"]}
        return by_title, "\n".join(warnings)
    finally:
        app.cleanup()


@pytest.mark.parametrize(
    ("name", "text"), [("page.rst", RST), ("page.md", MYST)], ids=["rst", "myst"]
)
def test_a_section_has_its_phrases_and_names(
    tmp_path: Path, name: str, text: str
) -> None:
    found, warnings = documents(tmp_path, name, text)
    assert "asked" not in warnings
    limits = found["Limits"]
    assert limits["anchor"] == "limits"
    assert limits["asked"] == ["throttle", "at most N", "slow down"]
    assert limits["text"][0] == "Use asyncio.Semaphore here."
    assert "asyncio.Semaphore" in limits["names"]
    assert not limits["top"]


def test_a_card_gives_its_introduction_and_names_alone(tmp_path: Path) -> None:
    found, _ = documents(tmp_path, "page.rst", RST)
    limits = found["Limits"]
    assert {"gather.py", "asyncio.gather"} <= set(limits["names"])
    said = "\n".join(limits["text"])
    assert "gather" in said
    # Nothing of the code, the recorded lines, the steps or the buttons.
    for noise in ("import asyncio", "def ", "print(", "Python 3.", "Step", "Took"):
        assert noise not in said


def test_terms_are_documents_and_lists_of_links_are_none(tmp_path: Path) -> None:
    found, _ = documents(tmp_path, "page.rst", RST)
    assert found["a term"]["text"] == ["What it means."]
    assert found["a term"]["asked"] == ["another word"]
    assert found["a term"]["anchor"] == "term-a-term"
    assert "See also" not in found


def test_a_pair_is_a_phrase_for_what_it_leads_to(tmp_path: Path) -> None:
    found, _ = documents(tmp_path, "page.rst", RST)
    assert found["Aim"]["asked"] == ["do it slowly"]
    assert found["Jobs"]["asked"] == []


def test_pages_that_only_name_things_count_less(tmp_path: Path) -> None:
    ranks = {"page": 0.5}
    found, _ = documents(tmp_path, "page.rst", RST, search_ranks=ranks)
    assert found["Limits"]["rank"] == 0.5


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Page\n====\n\n* .. asked:: this\n", "directly below a heading or a term"),
        ("Page\n====\n\n.. asked::\n", "has no phrases"),
    ],
)
def test_phrases_without_a_place_are_warned_about(
    tmp_path: Path, text: str, warning: str
) -> None:
    assert warning in documents(tmp_path, "page.rst", text)[1]


def test_what_sphinx_brings_for_its_search_is_left_out(tmp_path: Path) -> None:
    documents(tmp_path, "page.rst", RST)
    site = tmp_path / "_build/html"
    names = {path.name for path in site.rglob("*.js")}
    assert names
    assert not names & {"searchindex.js", "searchtools.js", "doctools.js"}
    assert (site / "search.html").exists()
