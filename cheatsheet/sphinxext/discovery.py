"""What search engines and chats read of a page: its description, card and address.

Some of it needs the address of the site, which `html_baseurl` says: without it there
is no sitemap, and cards have no picture, as both want whole addresses.

sphinxext-opengraph fills cards with the first words of a page, which has a description
of its own here; sphinx-sitemap lists the pages that a build has written, not all.
"""

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from cheatsheet.sphinxext.addresses import pages
from cheatsheet.sphinxext.files import renew
from cheatsheet.sphinxext.preview import HEIGHT, WIDTH, path_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

# Of pages that no document says it of.
DESCRIPTIONS = {
    "404": "There is no page at this address: search the asyncio cheat sheet for what "
    "you meant, or see all chapters.",
    "api-names": "All public names of Python's asyncio from A to Z, each with a line "
    "that says what it does.",
    "example-index": "All scripts of the asyncio cheat sheet by chapter: each was run, "
    "and is shown with its output and a timeline.",
    "search": "Search the asyncio cheat sheet for a word, the name of a function, or "
    "an error message.",
}
ALT = "Three waits of asyncio tasks that overlap, drawn as a timeline of one row each."


def base_of(config: "Config") -> str:
    """The address of the site with a slash at its end, or nothing."""
    base: str = config.html_baseurl or ""
    return base and base.rstrip("/") + "/"


def add_card(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Add to a page what others show of it where it is linked."""
    if app.builder.name != "html":
        return
    env, base = app.env, base_of(app.config)
    own = DESCRIPTIONS.get(pagename, "")
    described = env.metadata.get(pagename, {}).get("description", own)
    tags = [f'<meta name="description" content="{html.escape(own)}">'] if own else []
    title = env.titles[pagename].astext() if doctree else app.config.project
    properties = {
        "type": "website",
        "site_name": app.config.project,
        "title": title,
        "description": described,
    }
    picture = path_of(Path(app.srcdir))
    if base and pagename != "404":
        properties["url"] = base + app.builder.get_target_uri(pagename)
    if base and picture:
        properties |= {
            "image": f"{base}_static/{picture.name}",
            "image:width": str(WIDTH),
            "image:height": str(HEIGHT),
            "image:alt": ALT,
        }
        tags.append('<meta name="twitter:card" content="summary_large_image">')
    tags += [
        f'<meta property="og:{name}" content="{html.escape(text)}">'
        for name, text in properties.items()
        if text
    ]
    context["metatags"] = context.get("metatags", "") + "".join(tags)


def write_lists(app: "Sphinx", exception: Exception | None) -> None:
    """Write `robots.txt` and, if the site's address is known, `sitemap.xml`."""
    if exception or app.builder.name != "html":
        return
    base, out = base_of(app.config), Path(app.outdir)
    robots = "User-agent: *\nAllow: /\n"
    sitemap = out / "sitemap.xml"
    if base:
        robots += f"\nSitemap: {base}{sitemap.name}\n"
        listed = sorted(pages(app))
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *(f"<url><loc>{escape(base + page)}</loc></url>" for page in listed),
            "</urlset>",
        ]
        renew(sitemap, "\n".join([*lines, ""]).encode())
    else:
        sitemap.unlink(missing_ok=True)
    renew(out / "robots.txt", robots.encode())


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", add_card)
    app.connect("build-finished", write_lists)
