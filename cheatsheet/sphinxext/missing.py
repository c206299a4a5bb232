"""The page `404.html`, which hosts show at an address that they do not have.

It is shown at any depth, so its links begin at the root of the host: with the path of
the site's address, or a slash alone where that is not known.

sphinx-notfound-page does the same by replacing Sphinx's own ways to make links, and
knows nothing of the links that this extension writes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cheatsheet.sphinxext.common import built
from cheatsheet.sphinxext.discovery import base_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

PAGE = "404"
SCRIPT = "browser/missing.js"
# What a page says of an address in its own folder. Anchors on it stay.
RELATIVE = re.compile(
    r'(<[^>]*? (?:href|src|action|data-content_root)=")(?![a-z]+:|/|#)(?:\./)?'
)


def collect(app: "Sphinx") -> Iterator[tuple[str, dict[str, Any], str]]:
    """Let Sphinx write the page, if the site has a template for it."""
    folders = [Path(app.confdir, name) for name in app.config.templates_path]
    if any((folder / f"{PAGE}.html").exists() for folder in folders):
        yield PAGE, {}, f"{PAGE}.html"


def add_script(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Load the script; and name no address, as the page is shown at any."""
    if pagename == PAGE:
        context["pageurl"] = None
        if (built(app) / SCRIPT).exists():
            app.add_js_file(SCRIPT, type="module")


def root_links(app: "Sphinx", exception: Exception | None) -> None:
    """Let the links of the page begin at the root of the host."""
    page = Path(app.outdir, f"{PAGE}.html")
    if exception or app.builder.name != "html" or not page.exists():
        return
    root = urlsplit(base_of(app.config)).path or "/"
    text = page.read_text("utf-8")
    page.write_text(RELATIVE.sub(rf"\g<1>{root}", text), "utf-8")


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.connect("html-collect-pages", collect)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", root_links)
