"""What search engines and chats are told of each page."""

from bs4 import BeautifulSoup

from cheatsheet.sphinxext.preview import HEIGHT, WIDTH, path_of
from cheatsheet.store.project import ROOT
from tests.site.visitor import PAGES, SITE, soup


def meta(page: BeautifulSoup, name: str, key: str = "name") -> str:
    [found] = page.select(f'meta[{key}="{name}"]')
    return str(found["content"])


def test_every_page_has_a_description_of_its_own() -> None:
    said: dict[str, str] = {}
    for name in PAGES:
        words = meta(soup(name), "description")
        assert 50 <= len(words) <= 160, f"{name}: {len(words)} characters"
        assert words not in said, f"{name} says the same as {said[words]}"
        said[words] = name
        assert meta(soup(name), "og:description", "property") == words


def test_every_page_says_its_language_and_title() -> None:
    for name in PAGES:
        html = soup(name).select_one("html")
        assert html is not None and html["lang"] == "en"
        assert meta(soup(name), "og:title", "property").strip()


def test_robots_may_read_all() -> None:
    assert (SITE / "robots.txt").read_text("utf-8") == "User-agent: *\nAllow: /\n"


def test_picture_is_of_the_run_that_is_recorded() -> None:
    path = path_of(ROOT / "docs")
    assert path is not None and path.exists(), "draw it again: nox -s preview"
    content = path.read_bytes()
    size = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and size == (WIDTH, HEIGHT)
    assert len(content) < 100_000
    assert [it.name for it in path.parent.glob("preview-*")] == [path.name]
