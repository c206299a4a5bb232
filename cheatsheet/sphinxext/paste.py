"""The `paste` directive: a box that finds the entry of a pasted message.

    .. paste::

The page's script puts the box there. What it looks in is one file of all entries,
which is written when the site is finished and loaded when the box is first used.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from cheatsheet.sphinxext.common import (
    SITES,
    Directive,
    add_node,
    link_to,
    load_with,
    relative_address,
)
from cheatsheet.sphinxext.files import renew
from cheatsheet.sphinxext.message_domain import MessageDomain
from cheatsheet.store.messages import CLASS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

# Where the site has all entries.
FILE = "_static/messages.json"
WITHOUT = (
    "With JavaScript, there is a box here that finds the entry for a message that you "
    "paste. Without JavaScript, look for the words of your message in "
)
CLASSED = re.compile(CLASS)
LINK = re.compile(":message:`([^`]+)`")
LIST = "the list of all messages"


class paste(nodes.General, nodes.Element):
    """The place of the box; it holds what is shown without it."""


class PasteDirective(Directive):
    """Show the box."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        words = nodes.inline(LIST, LIST)
        link = link_to("errors", words, kind="page", domain="message")
        said = nodes.paragraph("", "", nodes.Text(WITHOUT), link, nodes.Text("."))
        return [paste("", said)]


def messages(env: "BuildEnvironment") -> list[dict[str, Any]]:
    """Say of every entry what the box has to know, in the order of the site.

    Args:
        env: The site.
    """
    domain = MessageDomain.of(env)

    def words_of(link: re.Match[str]) -> str:
        return domain.title(link[1])

    found = []
    for docname, entries in domain.by_page().items():
        page = env.titles[docname].astext()
        for name, entry in entries.items():
            classes = {
                one["cls"] for text in entry.texts if (one := CLASSED.match(text))
            }
            found.append(
                {
                    "name": name,
                    "href": f"../{docname}.html#{entry.anchor}",
                    "page": page,
                    "template": entry.template,
                    "also": entry.also,
                    "classes": sorted(classes),
                    "follows": entry.follows,
                    "asked": entry.asked,
                    "texts": entry.texts,
                    "why": LINK.sub(words_of, entry.why),
                }
            )
    return found


def write_messages(app: "Sphinx", exception: Exception | None) -> None:
    """Write the file of all entries into the finished site."""
    if exception is None and app.builder.name in SITES:
        text = json.dumps(messages(app.env), ensure_ascii=False, separators=(",", ":"))
        renew(Path(app.outdir) / FILE, f"{text}\n".encode())


def visit_paste(self: "HTML5Translator", node: paste) -> None:
    """Open the place."""
    address = relative_address(self, FILE)
    self.body.append(f'<div class="paste" data-messages="{address}">\n')


def depart_paste(self: "HTML5Translator", node: paste) -> None:
    """Close the place."""
    self.body.append("</div>\n")


def setup(app: "Sphinx") -> None:
    """Register the directive, and load style and script only where it is."""
    add_node(app, paste, visit_paste, depart_paste)
    load_with(app, paste, ["paste.css"], "browser/paste.js")
    app.add_directive("paste", PasteDirective)
    app.connect("build-finished", write_messages)
