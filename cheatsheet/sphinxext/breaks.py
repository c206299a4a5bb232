"""Where a long name may break, in headings, tables and pairs of a line and its meaning.

A phone has no room for it there, and in a sentence for one that is longer than a line.

Without these places, a browser breaks it at any letter, or not at all.
"""

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from looptape.text.breaks import breakable

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# A cell as docutils writes it; the tables of steps are not among these. A term, but not
# the signature of a function.
NARROW = re.compile(r"<td><p>.*?</td>|<dt>.*?</dt>|<(h[1-6])\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"(<[^>]*>)")
CODE = re.compile(r"<code\b.*?</code>", re.DOTALL)
# Characters that have room on a phone: in a cell, in a heading and in a line.
CELL, HEADING, LINE = 16, 22, 38
# A number and its unit, in a sentence.
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
WHOLE = r'<span class="whole">\g<0></span>'
UNIT = re.compile(r"\b[\d.,]+ (?:s|ms|[KM]i?B)\b")
# An option such as `-I`, or another short word with a hyphen.
SHORT = re.compile(r'<span class="pre">(?=[^<]{0,11}-[^<]{0,11}</span>)')
# The beginning of a longer option, which may break behind its words.
OPTION = re.compile(r'(?<=<span class="pre">)--?\w+(?=-)')


def with_breaks(body: str) -> str:
    """Let long names and addresses break behind their parts, and what is short nowhere.

    Args:
        body: HTML.
    """

    def within(part: re.Match[str], longest: int) -> str:
        pieces = TAG.split(part[0])
        pieces[::2] = [breakable(piece, longest) for piece in pieces[::2]]
        return "".join(pieces)

    def with_units(part: re.Match[str]) -> str:
        pieces = TAG.split(part[0])
        pieces[::2] = [UNIT.sub(WHOLE, piece) for piece in pieces[::2]]
        return "".join(pieces)

    body = OPTION.sub(WHOLE, SHORT.sub('<span class="pre whole">', body))
    body = PARAGRAPH.sub(with_units, body)

    def within_narrow(part: re.Match[str]) -> str:
        return within(part, CELL if part[1] in {None, "h1"} else HEADING)

    body = NARROW.sub(within_narrow, body)
    return CODE.sub(lambda part: within(part, LINE), body)


def add_breaks(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Do so on each page, and let the templates of indices do so."""
    if "body" in context:
        context["body"] = with_breaks(context["body"])
    context["breakable"] = partial(breakable, longest=LINE)


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", add_breaks)
