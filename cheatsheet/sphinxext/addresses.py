"""Permanent addresses: what was published once leads its readers to this day.

`docs/anchors.txt` lists every page and anchor that the site has had. A test fails
where one is gone. `nox -s anchors` adds what is new.

`docs/moved.txt` says where to find what has moved, an old and a new address a line::

    web.html        web/index.html
    web.html#stats  web/stats.html

A page that is gone becomes a page that leads to the new one. An anchor that is gone
becomes a line at the end of its page, which shows only to readers who come by that
anchor, and which the page's script follows for them. A heading that was renamed needs
neither: `formerly` keeps its anchor (see `marks.py`).
"""

import html
import re
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from cheatsheet.sphinxext import hosting
from cheatsheet.sphinxext.common import built
from cheatsheet.sphinxext.files import renew
from cheatsheet.store.project import ROOT

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = logging.getLogger(__name__)

PUBLISHED = ROOT / "docs" / "anchors.txt"
# Follows a moved anchor for the reader.
SCRIPT = "browser/moved.js"
# Marks a page that only leads to another.
GONE = 'class="gone"'
# Anchors that are not of what the page says: the theme's, the search's, and numbers
# that docutils gives to what has no name.
UNNAMED = re.compile(r"furo-main-content|search-results|id\d+")


class Move(NamedTuple):
    """One line of the list.

    Attributes:
        page: The old page.
        anchor: The old anchor on it, or nothing for the page itself.
        to: The new address.
        line: Its number.
    """

    page: str
    anchor: str
    to: str
    line: int


class Anchors(HTMLParser):
    """Collects the ids in the article of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.articles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an id."""
        self.articles += tag == "article"
        name = dict(attrs).get("id")
        # An id with a space in it is none.
        if self.articles and name and not (UNNAMED.fullmatch(name) or " " in name):
            self.found.append(name)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of the article."""
        self.articles -= tag == "article"


def addresses(site: Path) -> set[str]:
    """Return every page of a built site, and every anchor of what a page says.

    Args:
        site: Folder of the built site.
    """
    found = set()
    for path in site.rglob("*.html"):
        page = path.relative_to(site).as_posix()
        if page == "404.html":  # It is shown at other addresses, not linked to.
            continue
        parser = Anchors()
        parser.feed(path.read_text("utf-8"))
        found |= {page, *(f"{page}#{anchor}" for anchor in parser.found)}
    return found


def read_moves(path: Path) -> list[Move]:
    """Read the list of what has moved, and warn about lines that are no such pair.

    Args:
        path: The file; a site without it has moved nothing.
    """
    if not path.exists():
        return []
    moves = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        match line.split():
            case [] | ["#", *_]:
                pass
            case [old, new]:
                page, _, anchor = old.partition("#")
                moves.append(Move(page, anchor, new, number))
            case _:
                warn(path, number, "write an old and a new address")
    return moves


def warn(path: Path, line: int, message: str) -> None:
    """Warn about a line of the list."""
    logger.warning(message, location=f"{path}:{line}", type="example")


def moves_of(config: "Config") -> list[Move]:
    """What has moved, as `read` has kept it."""
    return [Move(*move) for move in config.moved]


def read(app: "Sphinx", config: "Config") -> None:
    """Keep the list as a setting, so that pages are written again when it changes."""
    config.moved = [tuple(move) for move in read_moves(Path(app.srcdir, "moved.txt"))]


def check(app: "Sphinx", exception: Exception | None) -> None:
    """Warn about moves from what is there, and to what is not."""
    if exception or app.builder.name != "html":
        return
    list_of_moves, out = Path(app.srcdir, "moved.txt"), Path(app.outdir)
    ids = cache(ids_of)  # Several moves lead to one page.
    there = set(pages(app))
    moves = moves_of(app.config)
    gone = {move.page for move in moves if not move.anchor}
    for move in moves:
        page, _, anchor = move.to.partition("#")
        if page not in there or (anchor and anchor not in ids(out / page)):
            warn(list_of_moves, move.line, f"there is no {move.to}")
        if move.page in there and not move.anchor:
            warn(list_of_moves, move.line, f"{move.page} is there: it cannot move")
        if move.page not in there and move.page not in gone:
            warn(list_of_moves, move.line, f"say where {move.page} itself is now")


def ids_of(page: Path) -> set[str]:
    """Every id of a page of the built site."""
    return set(re.findall(r'\bid="([^"]+)"', page.read_text("utf-8")))


def pages(app: "Sphinx") -> list[str]:
    """The pages of the site: those of documents, and the indices."""
    indices = [name for name, *_ in getattr(app.builder, "domain_indices", [])]
    return [*map(app.builder.get_target_uri, [*app.env.found_docs, *indices])]


def relative(page: str, to: str) -> str:
    """The address of a part of the site, from a page of it, for markup."""
    path, mark, anchor = to.partition("#")
    return html.escape(relative_uri(page, path) + mark + anchor)


def add_moved_anchors(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Add a line to a page for each anchor that has left it."""
    if app.builder.name != "html":
        return
    page = app.builder.get_target_uri(pagename)
    moved = [move for move in moves_of(app.config) if move.page == page]
    # The template of an index looks for `body` as well.
    context["body"] = context.get("body", "") + "".join(
        f'<p class="moved" id="{html.escape(move.anchor)}">This part has moved: '
        f'<a href="{relative(page, move.to)}">go there</a>.</p>\n'
        for move in moved
    )
    if moved and (built(app) / SCRIPT).exists():
        app.add_js_file(SCRIPT, type="module")


def write_moved_pages(app: "Sphinx", exception: Exception | None) -> None:
    """Write a page that leads on for each page that is gone."""
    if exception or app.builder.name != "html":
        return
    moves = moves_of(app.config)
    script = "_static/" + SCRIPT if (built(app) / SCRIPT).exists() else ""
    there = pages(app)
    for move in moves:
        if not move.anchor and move.page not in there:
            parts = [it for it in moves if it.page == move.page and it.anchor]
            text = moved_page(move, parts, script)
            renew(Path(app.outdir, move.page), text.encode())


def moved_page(move: Move, parts: list[Move], script: str) -> str:
    """Return a page that leads to another one, and from each anchor to its new place.

    Args:
        move: From where and to where.
        parts: The moves of the page's anchors.
        script: The address of the script that follows an anchor; empty if not built.
    """

    def link(to: str, words: str) -> str:
        return f'<a href="{relative(move.page, to)}">{html.escape(words)}</a>'

    items = [
        f'<li class="moved" id="{html.escape(it.anchor)}">{link(it.to, it.anchor)}</li>'
        for it in parts
    ]
    listed = "\n".join(["<p>Its parts:</p>", "<ul>", *items, "</ul>", ""])
    address = relative(move.page, move.to)
    source = relative_uri(move.page, script) if script else ""
    loaded = f'<script type="module" src="{source}"></script>\n' if script else ""
    # Without scripts the reader of a part would be led away from its link.
    refresh = f'<meta http-equiv="refresh" content="0; url={address}">'
    refresh = "" if parts else f"<noscript>{refresh}</noscript>\n"
    return f"""<!doctype html>
<html lang="en" {GONE}>
<head>
<meta charset="utf-8">
{hosting.meta()}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This page has moved</title>
<link rel="canonical" href="{address}">
{loaded}{refresh}</head>
<body>
<h1>This page has moved</h1>
<p class="moved-page">It is now {link(move.to, move.to)}.</p>
{listed if parts else ""}</body>
</html>
"""


def main(site: Path) -> None:
    """Add what is new to the list of all that was ever published, and say so."""
    listed = set(PUBLISHED.read_text("utf-8").splitlines())
    new = addresses(site) - listed
    text = "\n".join(sorted(listed | new)) + "\n"
    PUBLISHED.write_text(text, encoding="utf-8")
    print(f"{len(new)} new addresses, {len(listed | new)} in all")


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.add_config_value(
        "moved", [], "html", list, "What has moved; set by the extension itself."
    )
    app.connect("config-inited", read)
    app.connect("html-page-context", add_moved_anchors)
    app.connect("build-finished", write_moved_pages)
    app.connect("build-finished", check)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
