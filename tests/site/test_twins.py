"""The Markdown twins of the pages, and the lists of them, read without a browser."""

import re
import urllib.request
from functools import cache
from urllib.parse import urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from tests.site.test_files import anchors
from tests.site.visitor import PAGES, SITE, having, soup

# Pages that are not made from a document say nothing that others do not.
WITH_TWIN = having('<link rel="alternate" type="text/markdown"')
# Parts of a page that a twin says in another way: pictures, their tables, the tables
# of the probes, the header of a card, how a run ended, and the box for messages.
OTHERWISE = re.compile("^(tl-.*|probe|example-header|example-end|moved|paste)$")


@cache
def twin(name: str) -> BeautifulSoup:
    """The twin of a page, as a reader of Markdown sees it."""
    text = (SITE / name).with_suffix(".md").read_text("utf-8")
    html = MarkdownIt("commonmark").enable("table").render(text)
    return BeautifulSoup(html, "html.parser")


def bare(text: str) -> str:
    """Text without blanks, the link of a heading, and what stands around marks."""
    return re.sub(r"[\s\u00b6();]", "", text)


def test_all_but_lists_have_a_twin() -> None:
    without = {"404.html", "api-names.html", "example-index.html", "search.html"}
    assert set(PAGES) - set(WITH_TWIN) <= without
    twins = [path.relative_to(SITE).as_posix() for path in SITE.rglob("*.md")]
    assert sorted(twins) == sorted(re.sub("html$", "md", name) for name in WITH_TWIN)


@pytest.mark.parametrize("name", WITH_TWIN)
def test_twin_says_all_that_its_page_says(name: str) -> None:
    page, text = soup(name), bare(twin(name).get_text())
    [link] = page.select("link[rel=alternate]")
    assert link["type"] == "text/markdown"
    assert (SITE / name).parent / str(link["href"]) == (SITE / name).with_suffix(".md")

    parts = page.select("article :is(h1, h2, h3, p, dt, pre)")
    assert len(parts) > 3
    for part in parts:
        around = {name for it in [part, *part.parents] for name in it.get("class", [])}
        if not any(map(OTHERWISE.match, around)):
            assert bare(part.get_text()) in text


@pytest.mark.parametrize("name", WITH_TWIN)
def test_links_of_a_twin_lead_somewhere(name: str) -> None:
    broken = []
    for element in twin(name).select("[href], [src]"):
        link = str(element.get("href") or element.get("src"))
        if urlsplit(link).scheme:
            continue
        path, anchor = urldefrag(link)
        target = ((SITE / name).parent / path).resolve() if path else SITE / name
        page = target.with_suffix(".html") if target.suffix == ".md" else target
        if not target.is_file() or (anchor and anchor not in anchors(page)):
            broken.append(link)
    assert not broken


def test_lists_have_every_twin() -> None:
    index = (SITE / "llms.txt").read_text("utf-8")
    assert index.startswith("# asyncio cheat sheet\n\n> Learn Python's asyncio")
    links = re.findall(r"\]\(([^)]+)\)", index)
    twins = {re.sub("html$", "md", name) for name in WITH_TWIN}
    assert sorted(link for link in links if link.endswith(".md")) == sorted(twins)
    assert all((SITE / link).is_file() for link in links)
    whole = (SITE / "llms-full.txt").read_text("utf-8")
    for name in WITH_TWIN:
        title = (SITE / name).with_suffix(".md").read_text("utf-8").splitlines()[0]
        assert f"\n{title}\n" in f"\n{whole}", name


def test_links_of_the_whole_hold_in_its_folder() -> None:
    html = MarkdownIt().render((SITE / "llms-full.txt").read_text("utf-8"))
    links = {
        str(it["href"]) for it in BeautifulSoup(html, "html.parser").select("[href]")
    }
    inner = {link.partition("#")[0] for link in links if not urlsplit(link).scheme}
    assert len(inner) > len(WITH_TWIN)
    assert [link for link in inner if not (SITE / link).is_file()] == []


def test_hosts_send_twins_as_utf_8(address: str) -> None:
    for path, kind in (("why.md", "markdown"), ("llms.txt", "plain")):
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            assert answer.headers.get_all("Content-Type") == [
                f"text/{kind}; charset=utf-8"
            ]
