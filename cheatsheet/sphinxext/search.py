"""What the site's search knows: a document for each section of each page.

`search_reader.py` says what is in a document. The phrases by which readers ask for a
section come from the directive `asked` directly below its heading, and from lists of
pairs on other pages that lead to the section::

    .. asked:: limit concurrency; at most N at a time; throttle

    ```{asked}
    limit concurrency; at most N at a time
    throttle
    ```

`browser/build/index.mjs` makes the index from the documents, with the code that reads
it in the page. Sphinx's own search is left out of the site.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin

from docutils import nodes

from cheatsheet.sphinxext.common import Directive, built, logger, placed
from cheatsheet.sphinxext.search_reader import Reader, line

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# In `_static`, until the index is made of it.
FILE = "search/documents.json"
# What every page loads of it; the rest comes with the first key.
SCRIPT = "browser/search.js"
# What Sphinx brings for its own search, and for keys that lead to it.
SPHINX = (
    "base-stemmer.js",
    "doctools.js",
    "english-stemmer.js",
    "language_data.js",
    "searchtools.js",
    "sphinx_highlight.js",
)


class asked(nodes.Invisible, nodes.Element):
    """The phrases by which readers ask for the section around it."""


class Asked(Directive):
    """Note how readers ask for a section: phrases, with `;` or lines between them."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Keep the phrases for the search; the page shows nothing of them."""
        text = "\n".join([*self.arguments, *self.content])
        phrases = [" ".join(one.split()) for one in re.split(r"[;\n]", text)]
        node = asked(phrases=[one for one in phrases if one])
        self.set_source_info(node)
        if not node["phrases"]:
            self.warn("`asked` has no phrases")
        return [node]


def keep_phrases(app: "Sphinx", doctree: nodes.document) -> None:
    """Put the phrases of each `asked` on the section or term that it is below."""
    for node, place in placed(doctree, asked):
        if place is not None:
            place["asked"] = [*place.get("asked", []), *node["phrases"]]
        else:
            message = "put `asked` directly below a heading or a term"
            logger.warning(message, location=node, type="example")


def write(app: "Sphinx", doctree: nodes.document, docname: str) -> None:
    """Keep the documents of a page that is being written, for `finish`."""
    if app.builder.format != "html":
        return
    reader = Reader(docname, doctree)
    base = app.builder.get_target_uri(docname)
    kept = {
        "title": line(app.env.titles[docname]),
        "documents": reader.documents,
        "leads": [[urljoin(base, to), words] for to, words in reader.leads],
        "anchors": anchors(doctree),
    }
    path = folder(app) / f"{docname}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept), encoding="utf-8")


def folder(app: "Sphinx") -> Path:
    """Where the documents of pages are kept from one build to the next."""
    return Path(app.doctreedir) / "search"


def anchors(doctree: nodes.document) -> dict[str, str]:
    """For each anchor of a page, that of the document which it is in."""
    found = {}
    for node in doctree.findall(nodes.Element):
        if node.get("ids"):
            place: Any = node
            while place is not None and not isinstance(place, nodes.section):
                if isinstance(place, nodes.term):
                    break
                place = place.parent
            if place is not None:
                found.update(dict.fromkeys(node["ids"], place["ids"][0]))
    return found


def documents(app: "Sphinx") -> Iterator[tuple[str, dict[str, Any]]]:
    """What was kept of each page, by its address."""
    for docname in sorted(app.env.all_docs):
        text = (folder(app) / f"{docname}.json").read_text(encoding="utf-8")
        yield app.builder.get_target_uri(docname), json.loads(text)


def collected(app: "Sphinx") -> dict[str, Any]:
    """Put all pages together, in a fixed order, each phrase where it leads."""
    pages = dict(documents(app))
    leads: dict[tuple[str, str], list[str]] = {}
    for kept in pages.values():
        for to, words in kept["leads"]:
            page, _, anchor = to.partition("#")
            if page in pages:
                top = pages[page]["documents"][0]["anchor"]
                place = page, pages[page]["anchors"].get(anchor, top)
                leads.setdefault(place, []).append(words)
    home = app.builder.get_target_uri(app.config.root_doc)
    sections = []
    for number, (page, kept) in enumerate(pages.items()):
        for document in kept["documents"]:
            top = document is kept["documents"][0]
            phrases = [*document["asked"], *leads.get((page, document["anchor"]), [])]
            # The front page is a list of what the others have.
            if (page != home or top) and (document["text"] or phrases):
                document["asked"] = list(dict.fromkeys(phrases))
                document["names"] = list(document["names"])
                document["rank"] *= rank_of(app, page)
                sections.append({**document, "page": number, "top": top})
    titles = [
        {"address": page, "title": kept["title"], "anchors": kept["anchors"]}
        for page, kept in pages.items()
    ]
    return {"pages": titles, "sections": sections}


def rank_of(app: "Sphinx", page: str) -> float:
    """How much what a page says counts beside others."""
    ranks: dict[str, float] = app.config.search_ranks
    fitting = [rank for start, rank in ranks.items() if page.startswith(start)]
    return min(fitting, default=1.0)


def searchable(app: "Sphinx") -> bool:
    """Whether the site that is built has pages, and the search by section."""
    return app.builder.name in {"html", "dirhtml"} and app.config.search_by_section


def leave_out_sphinx(app: "Sphinx") -> None:
    """Let Sphinx make no index and no page of its own for the search."""
    if searchable(app):
        app.builder.search = False  # type: ignore[attr-defined]


def leave_out_scripts(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the search's script in place of those that only Sphinx's needs."""
    if (built(app) / SCRIPT).exists():
        app.add_js_file(SCRIPT, loading_method="defer")
    if app.config.search_by_section and "script_files" in context:
        context["script_files"] = [
            one
            for one in context["script_files"]
            if Path(getattr(one, "filename", "")).name not in SPHINX
        ]


def pages(app: "Sphinx") -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page on which the search is without a dialog."""
    if app.config.search_by_section:
        yield "search", {}, "search.html"


def finish(app: "Sphinx", exception: Exception | None) -> None:
    """Write what the index is made of, and take away what nothing uses."""
    if exception is None and searchable(app):
        path = Path(app.outdir) / "_static" / FILE
        shutil.rmtree(path.parent, ignore_errors=True)  # Pages may be gone.
        path.parent.mkdir()
        data = json.dumps(collected(app), ensure_ascii=False, indent=1)
        path.write_text(f"{data}\n", encoding="utf-8")
        for name in SPHINX:
            (path.parent.parent / name).unlink(missing_ok=True)


def setup(app: "Sphinx") -> None:
    """Register the directive, and write the documents with the site."""
    app.add_config_value(
        "search_by_section", True, "html", bool, "Whether Sphinx's search is replaced."
    )
    app.add_config_value(
        "search_ranks", {}, "", dict, "Weight of pages whose address begins so."
    )
    app.add_directive("asked", Asked)
    app.connect("builder-inited", leave_out_sphinx)
    app.connect("doctree-read", keep_phrases)
    app.connect("doctree-resolved", write)
    app.connect("html-collect-pages", pages)
    app.connect("html-page-context", leave_out_scripts, priority=900)
    app.connect("build-finished", finish)
