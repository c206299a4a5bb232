"""Where a long name may break, in headings, tables and pairs of a line and its meaning.

A phone has no room for it.

Without these places, a browser breaks it at any letter, or not at all.
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# A cell as docutils writes it; the tables of steps are not among these. A term, but not
# the signature of a function.
NARROW = re.compile(r"<td><p>.*?</td>|<dt>.*?</dt>|<(h[1-6])\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"(<[^>]*>)")
LONG = re.compile(r"[\w.]{16,}")
PLACE = re.compile(r"(?<=[^\W_][._])(?=[^\W_])|(?<=[a-z])(?=[A-Z])")


def with_breaks(body: str) -> str:
    """Let long names break behind dots and underscores, and before capital letters.

    Args:
        body: HTML.
    """

    def within(part: re.Match[str]) -> str:
        pieces = TAG.split(part[0])
        pieces[::2] = [LONG.sub(within_name, piece) for piece in pieces[::2]]
        return "".join(pieces)

    def within_name(name: re.Match[str]) -> str:
        return PLACE.sub("<wbr>", name[0])

    return NARROW.sub(within, body)


def add_breaks(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Do so on each page."""
    if "body" in context:
        context["body"] = with_breaks(context["body"])


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", add_breaks)
