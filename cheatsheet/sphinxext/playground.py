"""The `playground` directive: the page on which readers run programs of their own.

    .. playground::

What it shows without JavaScript is a list of all examples; the page's script puts
the playground in its place, with these examples to start from.
"""

import html
import json
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import smartquotes
from sphinx.transforms.post_transforms import SphinxPostTransform

from cheatsheet.sphinxext.card import prose
from cheatsheet.sphinxext.common import (
    Directive,
    add_node,
    link_to,
    load_with,
    relative_address,
)
from cheatsheet.sphinxext.domain import ExampleDomain, Place

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

WITHOUT = (
    "The playground runs programs in your browser, and needs JavaScript to do so. "
    "Without JavaScript, each example still has its recorded run:"
)


class playground(nodes.General, nodes.Element):
    """The place of the playground; it holds what is shown without it."""


class PlaygroundDirective(Directive):
    """Show the playground, with all examples to start from."""

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        ExampleDomain.of(self.env).lists.add(self.env.docname)
        return [playground("", nodes.paragraph(WITHOUT, WITHOUT))]


class FillPlayground(SphinxPostTransform):
    """List what all pages show."""

    default_priority = 5  # Before links are resolved.

    def run(self, **_: Any) -> None:
        """List all examples."""
        for place in self.document.findall(playground):
            examples = ExampleDomain.of(self.env).examples
            listed = nodes.bullet_list()
            for key, example in examples.items():
                title = typeset(self.env, example.title)
                inline = nodes.inline("", "", *prose(title))
                link = nodes.paragraph("", "", link_to(key, inline))
                listed += nodes.list_item("", link)
            place.append(listed)
            place["programs"] = [
                {
                    "title": example.title,
                    "chapter": chapter(self.env, key, example),
                    "files": example.files,
                    "packages": example.packages,
                }
                for key, example in examples.items()
            ]


def typeset(env: "BuildEnvironment", text: str) -> str:
    """Give text the quotation marks and dashes that Sphinx gives to what it reads."""
    return "".join(
        smartquotes.educate_tokens(
            [("plain", text)], env.config.smartquotes_action, env.config.language
        )
    )


def chapter(env: "BuildEnvironment", key: str, example: Place) -> str:
    """Title of the chapter that an example belongs to."""
    folder = key.partition("/")[0]
    for name in (folder, f"{folder}/index", example.docname):
        if name in env.titles:
            return env.titles[name].astext()
    return folder


def visit_playground(self: "HTML5Translator", node: playground) -> None:
    """Open the place, with the examples as data."""
    programs = [
        {**one, "files": [relative_address(self, address) for address in one["files"]]}
        for one in node["programs"]
    ]
    data = html.escape(json.dumps(programs, ensure_ascii=False))
    self.body.append(f'<div class="playground" data-programs="{data}">\n')


def depart_playground(self: "HTML5Translator", node: playground) -> None:
    """Close the place."""
    self.body.append("</div>\n")


def setup(app: "Sphinx") -> None:
    """Register the directive, and load style and script only where it is."""
    add_node(app, playground, visit_playground, depart_playground)
    styles = ["card.css", "timeline.css", "stepper.css", "playground.css"]
    load_with(app, playground, styles, "browser/playground.js")
    app.add_post_transform(FillPlayground)
    app.add_directive("playground", PlaygroundDirective)
