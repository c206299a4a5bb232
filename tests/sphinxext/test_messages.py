"""Entries of the error index, lists of them, and the box that looks for them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from cheatsheet.sphinxext.messages import ranges
from cheatsheet.store.project import ROOT

INDEX = """
Messages
========

.. paste::

.. messages::

.. toctree::

   tasks
   coroutines

See :message:`never-awaited`.

On Windows: :message:`handle`.

.. example:: coroutines/forgotten_await_broken

.. example:: tasks/dropped_task_broken
"""
COROUTINES = """
Coroutines and await
====================

.. message:: coroutine '{name}' was never awaited
   :name: never-awaited
   :from: coroutines/forgotten_await_broken
   :fixed: coroutines/forgotten_await_fixed
   :asked: warning about await; it does
      nothing

   Nothing awaits it.
   It is not :message:`destroyed`.

   .. example:: coroutines/forgotten_await_fixed

   **Also**: more.

.. message:: WinError 6.
   :name: handle
   :untested: Windows
   :also: The handle of {what} is invalid

   A handle was closed.
"""
TASKS = """
Tasks
=====

.. message:: Task was destroyed but it is pending!
   :name: destroyed
   :from: tasks/dropped_task_broken
   :follows:

   Nothing kept it.
"""


LACKS = "object does not support the asynchronous context manager protocol"
MORE = f"""
.. message:: error while attempting to bind on address {{address}}: {{reason}}
   :name: in-use
   :from: errors/address_in_use_broken

   Another program uses the port.

.. message:: '{{type}}' {LACKS}
   :name: no-manager
   :also: '{{type}}' {LACKS} (missed {{method}} method) but {{more}}
   :from: errors/async_or_plain_broken

   It works only with a plain ``with``.
"""


UNHASHABLE = """
.. message:: unhashable type: 'list'
   :name: unhashable
   :also: cannot use 'list' as a dict key (unhashable type: 'list')
   :from: errors/wrong_arguments_broken

   It got one list.
"""


def build(folder: Path, **pages: str) -> tuple[dict[str, BeautifulSoup], str, Any]:
    """Build a site of three pages.

    Returns:
        The pages, the warnings about them, and what the box looks in.
    """
    conf = f'extensions = ["cheatsheet.sphinxext"]\nexample_folder = {str(ROOT)!r}\n'
    (folder / "conf.py").write_text(conf, "utf-8")
    texts = {"index": INDEX, "coroutines": COROUTINES, "tasks": TASKS, **pages}
    for name, text in texts.items():
        (folder / f"{name}.rst").write_text(text, "utf-8")
    app = SphinxTestApp("html", srcdir=folder)
    try:
        app.build()
        out = Path(app.outdir)
        trees = {
            name: BeautifulSoup(
                (out / f"{name}.html").read_text("utf-8"), "html.parser"
            )
            for name in texts
        }
        # The examples that these pages do not show, and a page that they do not have.
        said = [
            line
            for line in app.warning.getvalue().splitlines()
            if "the example is on no page" not in line and "name errors" not in line
        ]
        data = json.loads((out / "_static/messages.json").read_text("utf-8"))
        # What a box says to readers without JavaScript is for no other reader.
        for path in ("index.md", "_static/search/documents.json"):
            written = (out / path).read_text("utf-8")
            assert "Messages" in written and "JavaScript" not in written
        return trees, "\n".join(said), data
    finally:
        app.cleanup()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return build(tmp_path_factory.mktemp("messages"))


def words(tag: Any) -> str:
    """The text of a tag in one line."""
    return " ".join(tag.get_text(" ").split())


def test_an_entry_is_a_section_with_a_lasting_anchor(built: Any) -> None:
    pages, warnings, _ = built
    assert warnings == ""
    section = pages["coroutines"].select_one("section#message-never-awaited")
    title = section.find(["h1", "h2"])
    assert title.get_text().startswith("coroutine '…' was never awaited")
    part = title.select_one("span.varies")
    assert (part["aria-label"], part["title"]) == ("(name)", "name")


def test_a_sentence_that_ends_with_a_message_has_one_full_stop(built: Any) -> None:
    pages, _, _ = built
    said = [one.get_text() for one in pages["index"].select("p")]
    assert "On Windows: WinError 6." in said


def test_an_entry_is_in_the_contents(built: Any) -> None:
    pages, _, _ = built
    links = [link["href"] for link in pages["index"].select(".toctree-wrapper a")]
    assert "coroutines.html#message-never-awaited" in links


def test_texts_are_those_of_recordings(built: Any) -> None:
    pages, _, _ = built
    texts = pages["coroutines"].select_one("#message-never-awaited .message-texts")
    assert words(texts) == "Python 3.11 to 3.15 coroutine 'price' was never awaited"
    typed = pages["coroutines"].select_one("#message-handle .message-texts")
    assert words(typed) == "WinError 6. The handle of … is invalid untested: Windows"


def heads(page: BeautifulSoup, anchor: str) -> list[str]:
    """The Pythons that the texts of an entry are of."""
    return [words(one) for one in page.select(f"#{anchor} .message-texts dt")]


def test_the_pythons_of_a_text(tmp_path: Path) -> None:
    """They are not denied where a script cannot run, and have the longest text.

    The newest come first. The port of the first one is another in each recording,
    which is no other text.
    """
    pages, _, _ = build(tmp_path, tasks=TASKS + MORE)
    assert heads(pages["tasks"], "message-in-use") == [
        "Python 3.13 (not run on newer versions)",
        "Python 3.11 and 3.12",
    ]
    assert heads(pages["tasks"], "message-no-manager") == [
        "Python 3.14 and 3.15",
        "Python 3.11 to 3.13",
    ]


def test_a_text_within_a_longer_one_is_not_said_alone(tmp_path: Path) -> None:
    pages, _, _ = build(tmp_path, tasks=TASKS + UNHASHABLE)
    texts = pages["tasks"].select("#message-unhashable .message-texts code")
    assert [words(one) for one in texts] == [
        "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')",
        "TypeError: unhashable type: 'list'",
    ]


def test_pythons_are_said_as_ranges() -> None:
    assert ranges(["3.6", "3.7", "3.8", "3.10", "3.14", "3.15"]) == (
        "3.6 to 3.8, 3.10, 3.14 and 3.15"
    )


def test_scripts_are_shown_or_linked(built: Any) -> None:
    pages, _, _ = built
    section = pages["coroutines"].select_one("#message-never-awaited")
    said = [words(one) for one in section.select("p")]
    assert "Produced by forgotten_await_broken.py ." in said
    assert not [one for one in said if "Fixed in" in one]  # It is shown there.


def test_the_role_has_the_message_as_text(built: Any) -> None:
    pages, _, _ = built
    [link] = [
        link
        for link in pages["index"].select("a.reference.internal")
        if link.parent.get_text().startswith("See ")
    ]
    assert link.get_text() == "coroutine '…' was never awaited"
    assert link["href"] == "coroutines.html#message-never-awaited"


def test_the_list_is_in_the_order_of_the_contents(built: Any) -> None:
    pages, _, _ = built
    listed = pages["index"].select_one(".message-list")
    assert [words(one) for one in listed.select("dt")] == [
        "Tasks",
        "Coroutines and await",
    ]
    assert [link["href"] for link in listed.select("dd a")] == [
        "tasks.html#message-destroyed",
        "coroutines.html#message-never-awaited",
        "coroutines.html#message-handle",
    ]


def test_the_box_gets_what_it_looks_in(built: Any) -> None:
    pages, _, data = built
    place = pages["index"].select_one(".paste")
    assert place["data-messages"] == "_static/messages.json"
    assert "Without JavaScript, look for the words of your message" in words(place)
    assert [one["name"] for one in data] == ["destroyed", "never-awaited", "handle"]
    assert data[1] == {
        "name": "never-awaited",
        "href": "../coroutines.html#message-never-awaited",
        "page": "Coroutines and await",
        "template": "coroutine '{name}' was never awaited",
        "also": [],
        "classes": [],
        "follows": False,
        "asked": ["warning about await", "it does nothing"],
        "texts": ["coroutine 'price' was never awaited"],
        "why": "Nothing awaits it. It is not Task was destroyed but it is pending!.",
    }
    assert data[0]["follows"] and data[2]["also"]


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        ("never awaited\n", "ever awaited\n", "has the message \"coroutine '{name}'"),
        ("   :name: never-awaited\n", "", "give it a `:name:`"),
        (":name: never-awaited", ":name: Never_awaited", "give it a `:name:`"),
        (":name: handle", ":name: never-awaited", "is used twice on this page"),
        (":name: handle", ":name: destroyed", "'destroyed' is already on page"),
        ("WinError 6.", "Task was destroyed but it is pending!", "have the same words"),
        (":untested: Windows", ":follows:", "either `:from:`, or `:untested:`"),
        ("WinError 6.", "{what}", "has no words that are always the same"),
        ("WinError 6.", "a {what}{else} b", "two parts that vary side by side"),
        ("forgotten_await_broken", "forgotten_await", "no script is called"),
        (":fixed: coroutines/forgotten", ":fixed: coroutines/x", "no script is called"),
        (":message:`destroyed`", ":message:`x`", "no message has the name x"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, warning: str
) -> None:
    changed = COROUTINES.replace(old, new)
    assert changed != COROUTINES
    _, warnings, _ = build(tmp_path, coroutines=changed)
    assert warning in warnings
    assert any(
        warning in line and re.search(r"(coroutines|tasks)\.rst:\d", line)
        for line in warnings.splitlines()
    )
