"""The pages: all their Python comes from `examples/`, and each example is on one."""

import pickle
import re
import zipfile
from collections import Counter
from copy import copy
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from docutils import nodes

from cheatsheet.sphinxext import card, sheet
from cheatsheet.store.probes import VERSIONS, Answers, cells
from cheatsheet.store.project import PROJECT, ROOT, all_probes, all_scripts
from looptape.recording import Recording
from looptape.script import Script
from looptape.text.lines import lines_of
from looptape.timeline.terminal import visible
from tests.building import build

SCRIPTS = all_scripts()
PAGES = sorted(
    path.relative_to(ROOT / "docs").with_suffix("").as_posix()
    for path in (ROOT / "docs").rglob("*")
    if path.suffix in {".rst", ".md"}
)
# What a block on a page may hold besides examples. The default of a block that
# names no language is `text`, so it is not among them.
LANGUAGES = {"console", "toml"}


def typed_blocks(doctree: Path) -> list[str]:
    """Find each block of a page that does not come from an example.

    Args:
        doctree: What Sphinx made of the page, in whichever markup it is.

    Returns:
        A description of each block that may be Python.
    """
    found = []
    document = pickle.loads(doctree.read_bytes())
    for node in document.findall():
        text = node.astext().strip()[:40]
        if isinstance(node, nodes.doctest_block | nodes.raw):
            found.append(f"{node.tagname}: {text}")
        elif isinstance(node, nodes.literal_block) and not isinstance(
            node, card.example_code | card.example_output | sheet.sheet_code
        ):
            language = node.get("language")
            if language not in LANGUAGES or ">>>" in node.astext():
                found.append(f"block of {language}: {text}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_no_python_typed_on_a_page(site: Path, page: str) -> None:
    found = typed_blocks(site.parent / "trees" / f"{page}.doctree")
    assert not found, "show Python by the directive `example`"


TYPED = {
    "a.rst": ".. code-block:: python\n\n   a",
    "b.rst": ".. code-block::\n\n   a",
    "c.rst": ".. sourcecode:: pycon\n\n   >>> a",
    "d.rst": ".. code:: py\n\n   a",
    "e.rst": ".. literalinclude:: other.py",
    "f.rst": ".. parsed-literal::\n\n   a",
    "g.rst": ".. highlight:: python\n\n::\n\n   a",
    "h.rst": ".. raw:: html\n\n   a",
    "i.rst": "Like this::\n\n   a",
    "j.rst": ">>> a",
    "k.rst": "- item\n\n  .. code-block:: text\n\n     a",
    "l.rst": ".. code-block:: console\n\n   >>> a",
    "m.md": "```python\na\n```",
    "n.md": "```\na\n```",
    "o.md": "~~~py\na\n~~~",
    "p.md": "```{code-block} python\na\n```",
    "q.md": "````{code-block}\na\n````",
    "r.md": "- item\n\n  ```python\n  a\n  ```",
    "s.md": "Text\n\n    a = 1",
    "t.md": "<pre>a</pre>",
    "u.md": "```{literalinclude} other.py\n```",
}


def test_typed_python_is_found(tmp_path: Path) -> None:
    """The check above sees Python in each form in which it can be typed."""
    pages = TYPED | {
        "x.rst": "Text ``a``.\n\n.. code-block:: console\n\n   $ nox",
        "y.md": "Text `a`.\n\n```console\n$ nox\n```",
        "index.rst": "Title\n=====\n",
    }
    for name, text in pages.items():
        orphan = (
            ":orphan:\n\n" if name.endswith("rst") else "---\norphan: true\n---\n\n"
        )
        (tmp_path / name).write_text(orphan + text + "\n", encoding="utf-8")
    (tmp_path / "other.py").write_text("a\n", encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_parser"]\nhighlight_language = "text"\n', encoding="utf-8"
    )
    build(tmp_path, tmp_path, tmp_path / "_build")

    found = {
        name
        for name in pages
        if typed_blocks((tmp_path / "_build/trees" / name).with_suffix(".doctree"))
    }
    assert found == set(TYPED)


@cache
def cards(site: Path) -> list[tuple[Path, Tag]]:
    """Every card of the site with the page it is on, relative to the site.

    It is read once for all tests, which leave it as it is.
    """
    return [
        (page.relative_to(site), found)
        for page in sorted(site.rglob("*.html"))
        for found in BeautifulSoup(page.read_text("utf-8"), "html.parser").select(
            ".example"
        )
    ]


def test_each_example_is_shown_in_full_once(site: Path) -> None:
    shown = Counter(str(found["id"]) for _, found in cards(site) if found.get("id"))
    everything = [*SCRIPTS, *all_probes()]
    assert shown == {f"example-{script.path.stem}": 1 for script in everything}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_card_shows_what_is_in_the_files(site: Path, script: Script) -> None:
    page, found = next(
        (page, found)
        for page, found in cards(site)
        if found.get("id") == f"example-{script.path.stem}"
    )
    # A chapter is a page, or a folder of pages.
    assert page.with_suffix("").parts[0] == script.path.parent.name

    lines = script.source.splitlines()
    rows = found.select(".example-line")
    assert rows
    for row in rows:
        assert row.get_text() == lines[int(str(row["data-line"])) - 1] + "\n"
    assert int(str(rows[-1]["data-line"])) == len(lines)

    path = PROJECT.path_of(script.key)
    recording = Recording.from_json(path.read_text(encoding="utf-8"))
    printed = Counter(row.get_text() for row in found.select(".example-row"))
    lines_of_run = lines_of(recording.output)
    assert not Counter(f"{visible(line.text)}\n" for line in lines_of_run) - printed

    button = found.select_one("a[download]")
    assert button is not None
    served = (site / page.parent / str(button["href"])).read_text(encoding="utf-8")
    assert served == script.source


@pytest.mark.parametrize("probe", all_probes(), ids=lambda script: script.key)
def test_table_shows_what_was_recorded(site: Path, probe: Script) -> None:
    """Cells are read from the page as a reader does, and compared one by one."""
    answers = PROJECT.parsed(PROJECT.path_of(probe.key), Answers.from_json)
    name = probe.path.stem
    page, table = next(
        (page, found)
        for page in sorted(site.glob("old_and_new/*.html"))
        for found in BeautifulSoup(page.read_text("utf-8"), "html.parser").select(
            f'table[aria-label^="{name},"]'
        )
    )
    versions = [head.get_text() for head in table.select("thead th")]
    assert versions == VERSIONS
    shown = {}
    for body in table.select("tbody"):
        idiom = body.select("th")[0].get_text()
        columns = [
            cell.select("span")[0].get_text().split(" ", 1)[1]
            for cell in body.select("td[class]")
            for _ in range(int(str(cell["colspan"])))
        ]
        said: dict[str, list[str]] = {version: [] for version in versions}
        for item in body.select("li"):
            for version in versions_of(item.select("b")[0].get_text()):
                said[version].append(item.select("code")[0].get_text())
        for version, word in zip(versions, columns, strict=True):
            shown[version, idiom] = word, " | ".join(said[version])
    recorded = {
        (version, idiom.replace("`", "")): text
        for version in versions
        for idiom, text in cells(answers.lines[version]).items()
    }
    assert shown.keys() == recorded.keys()
    words = {"ok": {"works"}, "warning": {"warns"}, "error": {"fails", "none"}}
    words["not run"] = {"not run"}
    for place, (word, messages) in shown.items():
        status, _, text = recorded[place].partition(": ")
        assert word in words[status] and sorted(messages.split(" | ")) == sorted(
            text.split(" | ")
        ), (page, place)


def versions_of(text: str) -> list[str]:
    """The versions that are meant by `3.6 to 3.9`, `3.6 and 3.7` or `3.6, 3.8`."""
    named = re.findall(r"3\.\d+", text)
    if " to " in text:
        start, end = map(VERSIONS.index, named)
        return VERSIONS[start : end + 1]
    return named


def test_archive_holds_every_script(site: Path) -> None:
    with zipfile.ZipFile(site / "examples.zip") as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = [*SCRIPTS, *all_probes()]
    assert held == {f"examples/{one.key}.py": one.source for one in everything}
    assert 'href="examples.zip"' in (site / "index.html").read_text(encoding="utf-8")


def test_names_in_code_are_links(site: Path) -> None:
    """A name that code takes from asyncio or aiohttp leads to its reference."""
    missing = set()
    page = (site / "cheatsheet.html").read_text("utf-8")
    rows = BeautifulSoup(page, "html.parser").select(".sheet dt")
    assert rows
    for found in [*(found for _, found in cards(site)), *rows]:
        if str(found.get("id")).startswith("example-probe_"):
            continue  # Old names have no reference.
        for block in map(copy, found.select(".highlight-python, code")):
            for text in block.select("a.example-link, .s1, .s2, .sd, .c1"):
                text.extract()
            source = re.sub(r"from \S+ import", "", block.get_text())
            missing.update(re.findall(r"\b(?:asyncio|aiohttp)\.\w+", source))
    assert not missing, f"add to docs/inventories: {sorted(missing)}"
