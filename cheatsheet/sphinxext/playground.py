"""The `playground` directive: the page on which readers run programs of their own.

    .. playground::

What it shows without JavaScript is a list of all examples; the page's script puts
the playground in its place, with these examples to start from.
"""

import html
import json
from typing import TYPE_CHECKING, Any

from docutils import nodes

from cheatsheet.sphinxext.card import served_files
from cheatsheet.sphinxext.common import (
    Directive,
    add_node,
    link_to,
    load_with,
    relative_address,
)
from cheatsheet.sphinxext.domain import ExampleDomain
from cheatsheet.store.folder import is_probe
from looptape.script import Script, ScriptError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

WITHOUT = (
    "The playground runs programs in your browser, and needs JavaScript for it. "
    "Without, each example is still there with its recorded run:"
)


class playground(nodes.General, nodes.Element):
    """The place of the playground; it holds what is shown without it."""


class PlaygroundDirective(Directive):
    """Show the playground, with all examples to start from."""

    def run(self) -> list[nodes.Node]:
        """Read all scripts; the page is read again in each build."""
        # A script may have come that nothing on this page depends on yet.
        self.env.note_reread()
        listed = nodes.bullet_list()
        programs = []
        for key, path in self.store.files().items():
            if is_probe(path):
                continue
            try:
                script = Script.read(path)
            except ScriptError:  # its card's page warns
                continue
            link = link_to(key, nodes.inline(script.title, script.title))
            listed += nodes.list_item("", nodes.paragraph("", "", link))
            programs.append(program(key, script))
        place = playground("", nodes.paragraph(WITHOUT, WITHOUT), listed)
        place["programs"] = programs
        return [place]


def program(key: str, script: Script) -> dict[str, Any]:
    """What the page's script needs to load an example."""
    return {
        "key": key,
        "title": script.title,
        "files": served_files(script),
        "packages": script.metadata.get("dependencies", []),
    }


def chapter(env: "BuildEnvironment", key: str) -> str:
    """Title of the chapter that an example belongs to."""
    folder = key.partition("/")[0]
    shown = [place.docname for place in ExampleDomain.of(env).scripts.get(key, [])]
    for name in (folder, f"{folder}/index", *shown):
        if name in env.titles:
            return env.titles[name].astext()
    return folder


def visit_playground(self: "HTML5Translator", node: playground) -> None:
    """Open the place, with the examples as data."""
    programs = [
        {
            "title": one["title"],
            "chapter": chapter(self.builder.env, one["key"]),
            "files": [relative_address(self, address) for address in one["files"]],
            "packages": one["packages"],
        }
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
    app.add_directive("playground", PlaygroundDirective)
