"""What a host has to know of the site: its security policy, and what to cache.

The policy is in this module alone. Sphinx writes it into the built site in two forms:

- a file `_headers`, which Netlify, Cloudflare Pages and others read;
- a `meta` element in every page, for hosts that send no headers of ours, such as
  GitHub Pages. A worker there has no policy of its own.

The tests' server sends what `_headers` says, so pages are tested under the policy
that readers get.
"""

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cheatsheet.sphinxext.common import built

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# Files of the site, and of inline code only what furo and our template of its menu
# write, by its hash. A test of the session `site` names the new hash of what changed.
POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # Icons in furo's style sheets.
    "script-src": [
        "'self'",
        "'wasm-unsafe-eval'",  # Python in the page is WebAssembly.
        # Sets the theme before the first paint.
        "'sha256-ySvT2PEZeueHGC1y2crNuNTfphBynFPP7i+U21fEgX0='",
        # Shows the current page in the menu before the first paint.
        "'sha256-4t7+MIKJCYfEMzyBA+4OtebSkHSYbxSTOsxjEsambtc='",
    ],
    "style-src": [
        "'self'",
        # The colours of code; they change with `pygments_style` in conf.py.
        "'sha256-2Fwa/EwQ1xg+1cjb2DRHUQ+YBPpMUYAMjyMuCzb/fYc='",
        "'unsafe-hashes'",  # The next two are style attributes of icons.
        "'sha256-biLFinpqYMtWHmXfkA1BPeCY0/fNt46SAZ+BBk5YUog='",
        "'sha256-83NYGez0F0LlY/TNwRZh3Un4QbaPeFy2ne6VkVku4a4='",
    ],
    "worker-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# Lets the browser keep the site for when there is no network.
OFFLINE = "browser/offline.js"

# A name that changes with the content: esbuild's hash, or that of the runtime's folder.
LASTING = re.compile(r"-([A-Z0-9]{8}\.\w+|[0-9a-f]{8,64}\.\w+|[A-Z0-9]{8}/.+)$")
YEAR = 365 * 24 * 60 * 60  # Seconds.


def header() -> str:
    """Return the policy as the value of the header `Content-Security-Policy`."""
    return "; ".join(" ".join([name, *sources]) for name, sources in POLICY.items())


def meta() -> str:
    """Return the policy as a `meta` element.

    Browsers refuse `frame-ancestors` there. A page that is opened from a disk is
    its own site for Chromium, but not for Firefox: there, `'self'` allows nothing,
    so `file:` is named. A page from a server cannot load such files anyway.
    """
    parts = [
        " ".join([name, *sources, *(["file:"] if "'self'" in sources else [])])
        for name, sources in POLICY.items()
        if name != "frame-ancestors"
    ]
    policy = html.escape("; ".join(parts), quote=False)
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def headers(site: Path) -> str:
    """Return the text of `_headers` for a built site.

    Args:
        site: Folder of the built site.
    """
    rules = [
        ("/*", "Content-Security-Policy", header()),
        ("/*", "X-Content-Type-Options", "nosniff"),
        # For browsers, which would take UTF-8 without its name for something else.
        ("/*.md", "Content-Type", "text/markdown; charset=utf-8"),
        ("/*.txt", "Content-Type", "text/plain; charset=utf-8"),
    ]
    names = sorted(
        path.relative_to(site).as_posix()
        for path in site.glob("_static/browser/**/*")
        if path.is_file()
    )
    rules += [
        (f"/{name}", "Cache-Control", f"public, max-age={YEAR}, immutable")
        for name in names
        if LASTING.search(name)
    ]
    lines: list[str] = []
    for address in dict.fromkeys(address for address, _, _ in rules):
        lines.append(address)
        lines += [f"  {name}: {value}" for at, name, value in rules if at == address]
    return "\n".join(lines) + "\n"


def add_meta(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Put the policy into a page, and what lets the browser keep the site."""
    if app.config.hosting_policy:
        context["metatags"] = meta() + context.get("metatags", "")
    if app.config.hosting_offline and (built(app) / OFFLINE).exists():
        app.add_js_file(OFFLINE, type="module")


def write_headers(app: "Sphinx", exception: Exception | None) -> None:
    """Write `_headers` into the finished site."""
    if exception is None and app.builder.format == "html":
        text = headers(Path(app.outdir))
        (Path(app.outdir) / "_headers").write_text(text, encoding="utf-8")


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.add_config_value(
        "hosting_policy",
        True,
        "html",
        bool,
        "Whether pages carry the policy; sphinx-autobuild's own script breaks it.",
    )
    app.add_config_value(
        "hosting_offline",
        True,
        "html",
        bool,
        "Whether browsers keep the site for when there is no network.",
    )
    app.connect("html-page-context", add_meta)
    app.connect("build-finished", write_headers)
