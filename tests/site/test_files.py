"""The built files, read without a browser: links, and two judges of HTML."""

import os
import re
import shutil
import subprocess
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from cheatsheet.store.project import ROOT
from tests.site.visitor import EVERY_PAGE, PAGES, SITE, having, soup

NODE_MODULES = ROOT / "node_modules"
TIME_LIMIT = 120.0  # Seconds for one judge over all pages.


@cache
def anchors(path: Path) -> frozenset[str]:
    page = soup(path.resolve().relative_to(SITE.resolve()).as_posix())
    return frozenset(str(element["id"]) for element in page.select("[id]"))


def test_there_are_pages() -> None:
    assert PAGES, f"there is no site in {SITE}: run `nox -s site`"


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_internal_links_and_anchors_resolve(name: str) -> None:
    page = SITE / name
    broken = []
    for element in soup(name).select("[href], [src], [action]"):
        link = str(element.get("href") or element.get("src") or element.get("action"))
        if urlsplit(link).scheme or link.startswith("//"):
            continue
        path, anchor = urldefrag(link)
        path = unquote(path.partition("?")[0])
        folder = SITE if path.startswith("/") else page.parent
        target = (folder / path.lstrip("/")).resolve() if path else page
        if not target.is_file() or (
            anchor and target.suffix == ".html" and anchor not in anchors(target)
        ):
            broken.append(link)
    assert not broken


def test_every_page_has_a_heading() -> None:
    for name in PAGES:
        [heading] = soup(name).select("h1")
        assert heading.get_text().strip(), name


@pytest.mark.parametrize("name", having(" download="))
def test_downloads_are_the_scripts(name: str) -> None:
    links = soup(name).select("a[download]")
    assert links
    for link in links:
        path = urljoin(name, str(link["href"]))
        assert (SITE / path).read_bytes() == (ROOT / path).read_bytes()
        assert link["download"] == Path(path).name


def test_anchors_are_unique() -> None:
    for name in EVERY_PAGE:
        ids = [str(element["id"]) for element in soup(name).select("[id]")]
        assert len(ids) == len(set(ids)), f"{name} has an id twice"


def selectors(sheet: str) -> set[frozenset[str]]:
    """The classes that each selector of a style sheet needs."""
    return {
        frozenset(re.findall(r"\.([a-z][\w-]*)", re.sub(r":not\([^)]*\)", "", one)))
        for rule in re.findall(r"([^{}]+)\{[^{}]*\}", sheet)
        for one in re.split(r",(?![^(]*\))", rule)
    }


def test_the_theme_keeps_the_rules_that_pages_need_and_no_others() -> None:
    whole, built = (
        selectors((folder / "styles" / "furo.css").read_text("utf-8"))
        for folder in (files("furo") / "theme" / "furo" / "static", SITE / "_static")
    )
    of_pages = {
        name
        for page in EVERY_PAGE
        for names in re.findall(r'class="([^"]*)"', (SITE / page).read_text("utf-8"))
        for name in names.split()
    }
    needed = {one for one in whole if one <= of_pages}
    assert len(needed) > 50
    assert needed <= built
    assert {"show-back-to-top", "back-to-top"} in built  # The first by the script.
    assert {"admonition", "warning"} in whole - built


def judge(*command: str) -> None:
    """Run a checker of HTML over all pages, and fail with what it says.

    Java takes the names of files for ASCII in a locale that the machine does not have.
    """
    pages = [str(SITE / name) for name in EVERY_PAGE]
    done = subprocess.run(
        [*command, *pages],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_html_validate_finds_nothing() -> None:
    program = NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs"
    judge("node", str(program), "--config=tests/site/htmlvalidate.mjs")


@pytest.mark.skipif(not shutil.which("java"), reason="the Nu checker needs Java")
def test_nu_checker_finds_nothing() -> None:
    program = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    judge("java", "-jar", str(program), "--errors-only")
