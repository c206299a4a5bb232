"""What a page's sections say, for the search.

A section gives its title, the phrases by which readers ask for it, the text that is
its own, and the names in its code. Recorded runs, their tables and pictures, the
sources of probes and the chrome of cards stay out. A term with an anchor, and an idiom
of a probe, are documents of their own.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes

from cheatsheet.sphinxext import card, messages, paste, playground, probe_table

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
# Classes of what says nothing to search for: a name's call, its age, its examples.
NOISE = {"api-signature", "api-since", "api-links"}
# Classes of lists that only lead to what other documents say.
LISTS = {"message-list", "probe-errors"}
# Sections that lead elsewhere and say nothing themselves.
LINKS = {"See also"}
# An answer about one idiom comes after a section that explains it.
PROBE = 0.6
Document = dict[str, Any]


def parts(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and all that is in it, without what is noise."""
    if isinstance(node, nodes.Element) and NOISE & {*node.get("classes", ())}:
        return
    yield node
    for child in node.children:
        yield from parts(child)


def line(node: nodes.Node) -> str:
    """A node's text in one line."""
    pieces = []
    for part in parts(node):
        if isinstance(part, nodes.Text):
            pieces.append(part.astext())
        elif not isinstance(part, nodes.Inline):
            pieces.append(" ")  # Blocks in a block, such as a cell's paragraphs.
    return " ".join("".join(pieces).split())


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
            self.block(node, document, line(node))
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
        for part in parts(node):
            if isinstance(part, nodes.literal):
                document["names"][line(part)] = None

    def code(self, node: nodes.Element, document: Document) -> None:
        """Add of a card the names that its code uses, and that of its file."""
        document["names"][node["file"]] = None
        for code in node.findall(card.example_code):
            for *_, name in code["names"]:
                # Those of asyncio have entries of their own, and what is done with a
                # result, such as `run.stderr`, is no question.
                if "." not in name:
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
            title = term.get("name") or line(term)
            document = self.open(term["ids"][0], title, term)
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
