"""Marks for versions and platforms in the text, and anchors from before a rename."""

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from cheatsheet.sphinxext.common import Directive, placed

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

# What a reader sees of each mark. Each situation has one, so that it cannot vary.
MARKS = {
    "since": "{}+",
    "changed": "changed in {}",
    "deprecated": "deprecated since {}",
    "removed": "removed in {}",
    "platform": "{}",
    "untested": "untested on {}",
}
VERSIONED = {"since", "changed", "deprecated", "removed"}


class Mark(SphinxRole):
    """A mark beside what it is about, such as {since}`3.12`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the mark, or a problem if a version is no version of Python 3."""
        if self.name in VERSIONED and not re.fullmatch(r"3\.\d+", self.text):
            message = self.inliner.reporter.error(
                f"{self.text!r} is not a version such as 3.12", line=self.lineno
            )
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]
        text = MARKS[self.name].format(self.text)
        return [nodes.inline(self.rawtext, text, classes=["mark", self.name])], []


class formerly(nodes.Invisible, nodes.Element):
    """The old anchors of the section around it, or of the term that it is below."""


class Formerly(Directive):
    """Let addresses from before a heading or a term was renamed lead here.

    The arguments are the old anchors, without the `#`.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Keep the anchors until the page is read: only then its sections stand."""
        node = formerly(anchors=self.arguments[0].split())
        self.set_source_info(node)
        return [node]


def give_sections_their_old_anchors(app: "Sphinx", document: nodes.document) -> None:
    """Put the anchors of each `formerly` on the section or term that it is below."""
    for node, place in placed(document, formerly):
        for anchor in node["anchors"]:
            problem = ""
            if place is None:
                problem = "put `formerly` directly below a heading or a term"
            elif anchor in document.ids:
                problem = f"the anchor {anchor!r} is in use on this page"
            if problem:
                logger.warning(problem, location=node, type="example")
            else:
                document.ids[anchor] = place
                place["ids"].append(anchor)


def setup(app: "Sphinx") -> None:
    """Register the roles and the directive."""
    for name in MARKS:
        app.add_role(name, Mark())
    app.add_directive("formerly", Formerly)
    app.connect("doctree-read", give_sections_their_old_anchors)
