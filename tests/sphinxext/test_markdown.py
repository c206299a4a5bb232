"""Pages as Markdown: what each kind of node becomes."""

from pathlib import Path

import pytest

from tests.sphinxext.tiny import CHAPTER, CONF, GATHER, SHOW, Site

PAGE = """\
.. meta::
   :description: All there is.

Title *of* it
=============

.. A comment.

Words with *stress*, **weight**, ``co`de``, a_b, __a__ and \\*stars\\*.
More :doc:`other`, :ref:`here <spot>`, `web <https://example.org/a.html>`_,
:since:`3.12` (:platform:`Unix`).

.. _spot:

Part
----

- one

  .. code-block:: python

     print("`")

     # ``` in it

- two

1. first
2. second

term
   Said of it.

other
   ::

      literal

.. note:: Take care.

.. list-table::
   :header-rows: 1

   * - a
     - b | c
   * - 1
     -

.. raw:: html

   <hr>
"""
TWIN = """\
# Title *of* it

This is the page [index.html](index.html) as Markdown.

Words with *stress*, **weight**, `` co`de ``, a_b, \\_\\_a\\_\\_ and \\*stars\\*. More \
[Other](other.md), [here](#spot), [web](https://example.org/a.html), (3.12+) (Unix).

## Part

- one

  ````python
  print("`")

  # ``` in it
  ````

- two

1. first
2. second

- term: Said of it.

- other:

  ```
  literal
  ```

> **Note**
>
> Take care.

| a | b \\| c |
| --- | --- |
| 1 |  |
"""


def make(folder: Path, more: str = "", conf: str = "") -> Site:
    """Build a site of that page, one with a card, and a third one if it has a text."""
    site = Site(folder)
    site.write("conf.py", CONF + conf)
    listed = "   other\n   deep/page\n" if more else "   other\n"
    site.write("index.rst", f"{PAGE}\n.. toctree::\n   :hidden:\n\n{listed}")
    if more:
        site.write("deep/page.rst", more)
    shown = SHOW["rst"].format(f"{CHAPTER}/gather").replace("Title", "Other")
    site.write("other.rst", f".. meta::\n   :description: Another.\n\n{shown}")
    site.build()
    assert site.warnings == []
    return site


def read(site: Site, name: str) -> str:
    return (site.folder / "_build/html" / name).read_text("utf-8")


def test_each_kind_of_node(tmp_path: Path) -> None:
    assert read(make(tmp_path), "index.md") == TWIN


def test_card_has_code_output_and_pythons(tmp_path: Path) -> None:
    text = read(make(tmp_path), "other.md")
    code = GATHER[GATHER.index("import") :]
    card = (
        "[`gather.py`](examples/many_at_once/gather.py) (same on Python 3.11 to 3.13)"
    )
    assert f"{card}:\n\n```python\n{code}```\n\nOutput:\n\n```text\n<A>\n<B>\n" in text


def test_page_names_its_twin(tmp_path: Path) -> None:
    site = make(tmp_path)
    link = '<link rel="alternate" type="text/markdown" href="{}.md">'
    assert link.format("index") in site.html()
    assert "text/markdown" not in site.html("search")


@pytest.mark.parametrize("base", ["", "https://example.org/a/"])
def test_lists_name_all_twins(tmp_path: Path, base: str) -> None:
    conf = f"html_baseurl = {base!r}\nproject = 'It'\n"
    site = make(tmp_path, "Deep\n====\n\nSee :doc:`/other`.\n", conf)
    index = read(site, "llms.txt")
    assert index.startswith("# It\n\n> All there is.\n")
    assert f"- [Title of it]({base}index.md): All there is.\n" in index
    assert f"- [Other]({base}other.md): Another.\n" in index
    assert f"- [Deep]({base}deep/page.md)\n" in index
    whole = read(site, "llms-full.txt")
    titles = [line for line in whole.splitlines() if line.startswith("# ")]
    assert titles == ["# Title *of* it", "# Other", "# Deep"]
    assert f"See [Other]({base}other.md)." in whole


def test_twin_of_a_page_that_is_gone_goes(tmp_path: Path) -> None:
    assert read(make(tmp_path, "Deep\n====\n"), "deep/page.md").startswith("# Deep\n")
    (tmp_path / "deep/page.rst").unlink()
    make(tmp_path)
    assert not (tmp_path / "_build/html/deep/page.md").exists()


def test_contents_are_a_list(tmp_path: Path) -> None:
    deep = "Deep\n====\n\n.. toctree::\n\n   /deep/a\n   /deep/b\n"
    for name in "ab":
        Site(tmp_path).write(f"deep/{name}.rst", f"{name}\n=\n")
    lines = read(make(tmp_path, deep), "deep/page.md").splitlines()
    assert lines[-2:] == ["- [a](a.md)", "- [b](b.md)"]
