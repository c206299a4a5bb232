"""What the site's search knows: a document for each section of each page.

A section gives its title, the phrases by which readers ask for it, the text that is
its own, and the names in its code. Recorded runs, their tables and pictures, the
sources of probes and the chrome of cards stay out. A term with an anchor, and an idiom
of a probe, are documents of their own. Phrases come from the directive `asked` directly
below a heading, and from lists of pairs on other pages that lead to the section::

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

from docutils import nodes
from sphinx import addnodes

from cheatsheet.sphinxext import api, card, messages, paste, playground, probe_table
from cheatsheet.sphinxext.common import Directive, built, logger

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
# What holds no text of the author's, or is a list of links to other pages.
LEFT_OUT = (
    card.example_header,
    card.example_run,
    paste.paste,
    playground.playground,
    nodes.comment,
    nodes.raw,
    nodes.title,
    addnodes.toctree,
)
# Classes of lists that only lead to what other documents say.
LISTS = {"message-list", "probe-errors"}
# Sections that lead elsewhere and say nothing themselves.
LINKS = {"See also"}
# An answer about one idiom comes after a section that explains it.
PROBE = 0.6
Document = dict[str, Any]


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
    for node in list(doctree.findall(asked)):
        place: Any = node.parent
        if isinstance(place, nodes.definition):
            place = place.parent[0]  # Its term.
        if isinstance(place, nodes.section | nodes.term):
            place["asked"] = [*place.get("asked", []), *node["phrases"]]
        else:
            message = "put `asked` directly below a heading or a term"
            logger.warning(message, location=node, type="example")
        node.parent.remove(node)


def line(node: nodes.Node) -> str:
    """A node's text in one line."""
    return " ".join(node.astext().split())


class Reader:
    """Collects the documents of one page."""

    def __init__(self, page: str, doctree: nodes.document) -> None:
        self.page = page
        self.documents: list[Document] = []
        # Phrases for other places, by address from the root.
        self.leads: list[tuple[str, str]] = []
        for section in doctree.children:
            if isinstance(section, nodes.section):
                self.section(section)

    def section(self, section: nodes.section) -> None:
        """Read a section, and those in it."""
        title = line(section[0])
        if title in LINKS:
            return
        document = self.open(section["ids"][0], title, section)
        for child in section.children[1:]:
            if isinstance(child, nodes.section):
                self.section(child)
            else:
                self.read(child, document)

    def open(self, anchor: str, title: str, place: nodes.Element) -> Document:
        """Begin a document, with the phrases that are on its place."""
        document = {
            "anchor": anchor,
            "title": title,
            "rank": 1.0,
            "asked": [*place.get("asked", [])],
            "names": {},
            "text": [],
        }
        self.documents.append(document)
        return document

    def read(self, node: nodes.Node, document: Document) -> None:
        """Add what a part of a section says."""
        if isinstance(node, LEFT_OUT) or (
            isinstance(node, nodes.definition_list) and LISTS & {*node["classes"]}
        ):
            return
        if isinstance(node, messages.message_texts):
            self.texts(node, document)
        elif isinstance(node, card.example_card):
            self.code(node, document)
        elif isinstance(node, probe_table.probe_table):
            self.probe(node)
        elif isinstance(node, card.example_fold):
            document["text"].append(node["title"])
            self.children(node, document)
        elif isinstance(node, nodes.definition_list_item):
            self.item(node, document)
        elif isinstance(node, nodes.row):
            # A row is one line, so that a result quotes all of it.
            said = " · ".join(filter(None, map(line, node.children)))
            self.block(node, document, said)
        elif isinstance(node, nodes.TextElement):
            text = node.deepcopy()
            for links in list(text.findall(api.api_links)):
                links.parent.remove(links)
            self.block(text, document, line(text))
        else:
            self.children(node, document)

    def children(self, node: nodes.Node, document: Document) -> None:
        """Add what is in a part."""
        for child in node.children:
            self.read(child, document)

    def block(self, node: nodes.Element, document: Document, said: str) -> None:
        """Add a paragraph or a row, and the names in it."""
        if said:
            document["text"].append(said)
        for literal in node.findall(nodes.literal):
            document["names"][line(literal)] = None

    def code(self, node: nodes.Element, document: Document) -> None:
        """Add of a card the names that its code uses, and that of its file."""
        document["names"][node["file"].removesuffix(".py")] = None
        for code in node.findall(card.example_code):
            for *_, name in code["names"]:
                document["names"][name] = None

    def texts(self, node: nodes.Element, document: Document) -> None:
        """Add the texts of a message: readers paste them."""
        said = [line(literal) for literal in node.findall(nodes.literal)]
        document["asked"] += said
        document["text"] += said

    def probe(self, node: nodes.Element) -> None:
        """Read each idiom of a probe, with what the Pythons said of it."""
        items = node.findall(nodes.definition_list_item)
        for anchor, item in zip(node["anchors"], items, strict=True):
            document = self.open(anchor, line(item[0]), item)
            document["rank"] = PROBE
            self.read(item[-1], document)

    def item(self, node: nodes.Element, document: Document) -> None:
        """Read a term and what is said of it.

        A term with an anchor is a document of its own. Another one, in a list of
        pairs, is also a phrase for what the text beside it leads to first.
        """
        term, definition = node[0], node[-1]
        assert isinstance(term, nodes.Element)
        assert isinstance(definition, nodes.Element)
        if term["ids"]:
            document = self.open(term["ids"][0], line(term), term)
        else:
            pairs = "pairs" in node.parent["classes"]
            for link in definition.findall(nodes.reference) if pairs else ():
                if link.get("internal") and link.get("refuri", link.get("refid")):
                    self.leads.append((self.address(link), line(term)))
                    break
            self.block(term, document, line(term))
        self.read(definition, document)

    def address(self, link: nodes.reference) -> str:
        """Where a link leads: a page and an anchor, from the root."""
        return link.get("refuri") or f"#{link['refid']}"


def write(app: "Sphinx", doctree: nodes.document, docname: str) -> None:
    """Keep the documents of a page that is being written, for `finish`."""
    if app.builder.format != "html":
        return
    reader = Reader(docname, doctree)
    base = app.builder.get_target_uri(docname)
    kept = {
        "title": line(app.env.titles[docname]),
        "documents": reader.documents,
        "leads": [[resolve(base, to), words] for to, words in reader.leads],
        "anchors": anchors(doctree),
    }
    path = folder(app) / f"{docname}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept), encoding="utf-8")


def folder(app: "Sphinx") -> Path:
    """Where the documents of pages are kept from one build to the next."""
    return Path(app.doctreedir) / "search"


def resolve(base: str, address: str) -> str:
    """Address from the root, of a link on a page at `base`."""
    if address.startswith("#"):
        return base + address
    page, _, anchor = address.partition("#")
    parts = base.split("/")[:-1]
    for part in page.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return f"{'/'.join(parts)}#{anchor}" if page else f"{base}#{anchor}"


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
