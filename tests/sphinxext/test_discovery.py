"""Addresses, cards and lists for a site whose address is known, and for one without."""

import runpy
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cheatsheet.store.project import ROOT
from tests.sphinxext.tiny import CHAPTER, CONF, SHOW, Site

TEXT = '.. meta::\n   :description: Say "it" & more.\n\n'


def make(folder: Path, base: str, more: str = "") -> Site:
    site = Site(folder)
    conf = f"{CONF}html_baseurl = {base!r}\nproject = 'Of it'\n{more}"
    site.write("conf.py", conf)
    site.write("static/gather.svg", "<svg/>")
    shown = SHOW["rst"].format(f"{CHAPTER}/gather")
    site.write("index.rst", f"{TEXT}{shown}\n.. toctree::\n\n   deep/page\n")
    site.write("deep/page.rst", "Deep *page*\n===========\n")
    site.build()
    assert site.warnings == []
    return site


def properties(site: Site, page: str) -> dict[str, str]:
    html = BeautifulSoup(site.html(page), "html.parser")
    return {
        str(it.get("property") or it["name"]): str(it["content"])
        for it in html.select("meta[property], meta[name^=twitter]")
    }


def test_site_with_an_address(tmp_path: Path) -> None:
    site = make(tmp_path, "https://example.org/a")
    assert properties(site, "index") == {
        "twitter:card": "summary_large_image",
        "og:type": "website",
        "og:site_name": "Of it",
        "og:title": "Title",
        "og:description": 'Say "it" & more.',
        "og:url": "https://example.org/a/index.html",
        "og:image": "https://example.org/a/_static/preview-d4dc5666.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Three waits of asyncio tasks that overlap, drawn as a "
        "timeline of one row each.",
    }
    deep = properties(site, "deep/page")
    assert deep["og:url"] == "https://example.org/a/deep/page.html"
    assert deep["og:title"] == "Deep page" and "og:description" not in deep
    link = '<link rel="canonical" href="https://example.org/a/deep/page.html" />'
    assert link in site.html("deep/page")
    sitemap = (tmp_path / "_build/html/sitemap.xml").read_text("utf-8")
    assert [part.partition("<")[0] for part in sitemap.split("<loc>")[1:]] == [
        "https://example.org/a/deep/page.html",
        "https://example.org/a/example-index.html",
        "https://example.org/a/index.html",
    ]
    robots = (tmp_path / "_build/html/robots.txt").read_text("utf-8")
    assert robots.endswith("\nSitemap: https://example.org/a/sitemap.xml\n")


def test_site_without_an_address_says_no_address(tmp_path: Path) -> None:
    site = make(tmp_path, "https://example.org/a")
    site = make(tmp_path, "")
    found = properties(site, "index")
    assert found["og:title"] == "Title"
    assert not {"og:url", "og:image", "twitter:card"} & found.keys()
    assert "canonical" not in site.html()
    assert not (tmp_path / "_build/html/sitemap.xml").exists()


@pytest.mark.parametrize("repository", ["", "https://github.com/me/it/"])
def test_pages_can_be_edited_where_their_sources_are(
    repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPOSITORY_URL", repository)
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    settings = runpy.run_path(str(ROOT / "conf.py"))
    options = settings["html_theme_options"]
    assert options.get("source_repository", "") == repository
    assert options["top_of_page_buttons"] == (["edit"] if repository else [])
    assert settings["html_baseurl"] == "https://example.org/"


@pytest.mark.parametrize(
    ("base", "root"), [("", "/"), ("https://example.org/a", "/a/")]
)
def test_links_of_the_page_for_what_is_missing_hold_at_any_depth(
    tmp_path: Path, base: str, root: str
) -> None:
    template = '{% extends "page.html" %}{% block body %}<p id="own">'
    template += '<a href="{{ pathto("index") }}"></a><a href="#here"></a>'
    template += '<a href="https://example.org"></a></p>{% endblock %}'
    Site(tmp_path).write("templates/404.html", template)
    site = make(tmp_path, base, 'templates_path = ["templates"]\n')
    html = BeautifulSoup(site.html("404"), "html.parser")
    links = [it["href"] for it in html.select("#own > a")]
    assert links == [f"{root}index.html", "#here", "https://example.org"]
    loaded = html.select("link[href], script[src]")
    assert loaded and all(
        str(it.get("href") or it.get("src")).startswith(root) for it in loaded
    )
    assert not html.select("link[rel=canonical]")
