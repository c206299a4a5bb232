"""Writes a page as Markdown: its prose, code, recorded output, and runs told in words.

Two functions, `block` and `inline`, know what to write of each class of node; what they
do not know is written as what it contains. So nothing is lost of a new kind of node
that holds text, while sphinx-markdown-builder leaves out what has no visitor.
"""

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import singledispatch
from posixpath import dirname, join, normpath

from docutils import nodes
from sphinx import addnodes
from sphinx.util.osutil import relative_uri

from cheatsheet.sphinxext.card import (
    example_code,
    example_figure,
    example_header,
    example_output,
)
from cheatsheet.sphinxext.paste import paste
from cheatsheet.sphinxext.picture import picture

# What Markdown would take for markup; an underscore inside a word is none.
MARKUP = re.compile(r"([\\`*\[\]<>]|(?<![^\W_])_|_(?![^\W_]))")
LABEL = re.compile(r'aria-label="([^"]*)"')
TAG = re.compile("<[^>]+>")
TERM = nodes.term | nodes.classifier


@dataclass(frozen=True)
class Page:
    """The page that is written.

    Attributes:
        uri: Its address in the site, such as `tasks.html`.
        twins: The addresses of all pages that have a twin.
    """

    uri: str
    twins: Collection[str]

    def link(self, address: str) -> str:
        """Return an address on the page as one for its twin, which leads to twins."""
        path, mark, anchor = address.partition("#")
        if normpath(join(dirname(self.uri), path)) in self.twins:
            path = f"{path.removesuffix('.html')}.md"
        return path + mark + anchor


def page_of(document: nodes.document, page: Page) -> str:
    """Return a page as Markdown.

    Args:
        document: Its nodes, with links resolved.
        page: The page.
    """
    title, *others = block(document, page)
    name = page.uri.rpartition("/")[2]
    where = f"This is the page [{name}]({name}) as Markdown."
    return "\n\n".join([title, where, *others]) + "\n"


def fenced(text: str, language: str) -> str:
    """Return a code block, whose fence is longer than any in the text."""
    ticks = max([2, *map(len, re.findall("`+", text))]) + 1
    return f"{'`' * ticks}{language}\n{text.rstrip()}\n{'`' * ticks}"


def code(text: str) -> str:
    """Return a code span."""
    if "`" not in text:
        return f"`{text}`"
    ticks = "`" * (max(map(len, re.findall("`+", text))) + 1)
    return f"{ticks} {text} {ticks}"


def indented(blocks: Iterable[str], first: str, rest: str) -> str:
    """Return blocks below each other, each line with what is before it.

    Args:
        blocks: What to write.
        first: Before the first line.
        rest: Before all others; a line without text gets none that ends in a blank.
    """
    lines = "\n\n".join(blocks).split("\n")
    return "\n".join(
        (first if number == 0 else rest if line else rest.rstrip()) + line
        for number, line in enumerate(lines)
    )


@singledispatch
def block(node: nodes.Node, page: Page) -> list[str]:
    """Return the blocks of a node.

    Args:
        node: The node; of one that is not known, what it contains is written.
        page: The page that it is on.
    """
    found: list[str] = []
    words = ""
    for child in node.children:
        # Words that no paragraph is around are one of their own.
        if isinstance(child, nodes.Text | nodes.Inline):
            words += inline(child, page)
        else:
            found += [words, *block(child, page)]
            words = ""
    return [text for text in [*found, words] if text.strip()]


@block.register(paste)  # A box that no text can be.
@block.register(nodes.comment)
@block.register(nodes.substitution_definition)
@block.register(nodes.meta)
@block.register(nodes.raw)
@block.register(addnodes.index)
def _nothing(node: nodes.Node, page: Page) -> list[str]:
    return []


@block.register
def _title(node: nodes.title, page: Page) -> list[str]:
    parent, level = node.parent, 0
    while parent is not None:
        level += isinstance(parent, nodes.section)
        parent = parent.parent
    return [f"{'#' * max(level, 1)} {content(node, page)}"]


@block.register(nodes.rubric)
@block.register(addnodes.desc_signature)
def _rubric(node: nodes.Element, page: Page) -> list[str]:
    return [f"**{content(node, page)}**"]


@block.register
def _contents(node: addnodes.compact_paragraph, page: Page) -> list[str]:
    # A toctree has lists in it, and each item of these has a line of words.
    if not isinstance(node.next_node(), nodes.bullet_list):
        return [content(node, page)]
    return [text for child in node.children for text in block(child, page)]


@block.register
def _paragraph(node: nodes.TextElement, page: Page) -> list[str]:
    end = ":" if "example-label" in node["classes"] else ""
    return [content(node, page) + end]


@block.register
def _header(node: example_header, page: Page) -> list[str]:
    address = relative_uri(page.uri, node["address"])
    same = f" ({node['same']})" if node["same"] else ""
    return [f"[{code(node['file'])}]({address}){same}:"]


@block.register
def _code(node: nodes.literal_block, page: Page) -> list[str]:
    language = node.get("language", "text")
    return [fenced(node.astext(), "" if language == "default" else language)]


@block.register
def _example_code(node: example_code, page: Page) -> list[str]:
    return [fenced(node.astext(), "python")]


@block.register
def _output(node: example_output, page: Page) -> list[str]:
    # The rows are what a terminal shows: what was written over in a line is gone.
    return [fenced(html.unescape(TAG.sub("", node["rows"])), "text")]


@block.register
def _figure(node: example_figure, page: Page) -> list[str]:
    told = [escaped(node["told"])]
    steps = [f"{at}: {escaped(what)}" for at, what in node["steps"]]
    numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return [*told, *(["\n".join(numbered)] if numbered else [])]


@block.register
def _picture(node: picture, page: Page) -> list[str]:
    return [f"Picture: {said[1]}" for said in LABEL.finditer(node["svg"])]


@block.register
def _image(node: nodes.image, page: Page) -> list[str]:
    return [inline(node, page)]


@block.register(nodes.bullet_list)
@block.register(nodes.enumerated_list)
def _list(node: nodes.Element, page: Page) -> list[str]:
    numbered = isinstance(node, nodes.enumerated_list)
    items = []
    for number, item in enumerate(node.children, node.get("start", 1)):
        mark = f"{number}. " if numbered else "- "
        items.append(indented(block(item, page), mark, " " * len(mark)))
    loose = any("\n\n" in item for item in items)
    return [("\n\n" if loose else "\n").join(items)]


@block.register
def _definitions(node: nodes.definition_list, page: Page) -> list[str]:
    items = []
    for item in node.findall(nodes.definition_list_item):
        if item.parent is not node:
            continue
        terms = [content(it, page) for it in item.children if isinstance(it, TERM)]
        said = [it for it in item.children if not isinstance(it, TERM)]
        first, *others = [text for it in said for text in block(it, page)] or [""]
        head = f"{', '.join(terms)}: {first}"
        if first.startswith(("```", "- ", "1. ", "|", "#")):
            head, others = f"{', '.join(terms)}:", [first, *others]
        items.append(indented([head.rstrip(), *others], "- ", "  "))
    loose = any("\n\n" in item for item in items)
    return [("\n\n" if loose else "\n").join(items)]


@block.register(nodes.block_quote)
@block.register(nodes.note)
@block.register(nodes.tip)
@block.register(nodes.important)
@block.register(nodes.warning)
@block.register(addnodes.seealso)
def _quote(node: nodes.Element, page: Page) -> list[str]:
    quote = isinstance(node, nodes.block_quote)
    kind = [] if quote else [f"**{node.tagname.capitalize()}**"]
    # The title is one that the writer of HTML has added: the kind in words.
    told = [child for child in node.children if not isinstance(child, nodes.title)]
    inner = [text for child in told for text in block(child, page)]
    return [indented([*kind, *inner], "> ", "> ")]


@block.register
def _transition(node: nodes.transition, page: Page) -> list[str]:
    return ["---"]


@block.register
def _table(node: nodes.table, page: Page) -> list[str]:
    written = []
    for row in node.findall(nodes.row):
        cells: list[str] = []
        for entry in row.findall(nodes.entry):
            text = "<br>".join(block(entry, page)).replace("\n", " ")
            # Cells that span columns: the others of them stay empty.
            cells += [text.replace("|", "\\|"), *[""] * entry.get("morecols", 0)]
        written.append(cells)
    width = max(map(len, written))
    lines = [
        f"| {' | '.join(cells + [''] * (width - len(cells)))} |" for cells in written
    ]
    lines.insert(1, f"|{' --- |' * width}")
    caption = [content(it, page) for it in node.findall(nodes.title)]
    return [*caption, "\n".join(lines)]


def content(node: nodes.Element, page: Page) -> str:
    """Return what is in a node as one line of words."""
    return " ".join("".join(inline(it, page) for it in node.children).split())


@singledispatch
def inline(node: nodes.Node, page: Page) -> str:
    """Return the words of a node.

    Args:
        node: The node; of one that is not known, what it contains is written.
        page: The page that it is on.
    """
    return "".join(inline(child, page) for child in node.children)


def escaped(text: str) -> str:
    """Return text that shows as it is."""
    return MARKUP.sub(r"\\\1", text)


@inline.register
def _text(node: nodes.Text, page: Page) -> str:
    return escaped(node.astext())


@inline.register
def _literal(node: nodes.literal, page: Page) -> str:
    return code(" ".join(node.astext().split()))


@inline.register
def _emphasis(node: nodes.emphasis, page: Page) -> str:
    return f"*{content(node, page)}*"


@inline.register
def _strong(node: nodes.strong, page: Page) -> str:
    return f"**{content(node, page)}**"


@inline.register
def _inline(node: nodes.inline, page: Page) -> str:
    words = "".join(inline(child, page) for child in node.children)
    before = node.previous_sibling()
    if "api-call" in node["classes"] and before is not None:
        return f"; {words}"
    # A mark has a frame on the page, here brackets if it is not the first in such.
    bare = "mark" not in node["classes"] or str(before or "").endswith("(")
    return words if bare else f"({words})"


@inline.register
def _reference(node: nodes.reference, page: Page) -> str:
    address = node.get("refuri") or f"#{node.get('refid', '')}"
    if node.get("internal"):
        address = page.link(address)
    return f"[{content(node, page)}]({address})"


@inline.register
def _inline_image(node: nodes.image, page: Page) -> str:
    # What the page has itself is not one of the site's files.
    return f"![{escaped(node.get('alt', ''))}]({node['uri']})"


@inline.register(nodes.substitution_definition)
@inline.register(nodes.raw)
@inline.register(addnodes.index)
def _no_words(node: nodes.Node, page: Page) -> str:
    return ""
