"""The `playground` directive: the page on which readers run programs of their own.

    .. playground::

What it shows without JavaScript is a list of all examples; the page's script puts
the playground in its place, with these examples to start from.
"""

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from cheatsheet.sphinxext import card
from cheatsheet.sphinxext.domain import ExampleDomain, example_files
from cheatsheet.store.project import is_probe
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


class PlaygroundDirective(SphinxDirective):
    """Show the playground, with all examples to start from."""

    def run(self) -> list[nodes.Node]:
        """Read all scripts; the page is read again in each build."""
        # A script may have come that nothing on this page depends on yet.
        self.env.note_reread()
        listed = nodes.bullet_list()
        programs = []
        for key, path in example_files(self.env).items():
            if is_probe(path):
                continue
            try:
                script = Script.read(path)
            except ScriptError:  # its card's page warns
                continue
            listed += nodes.list_item("", nodes.paragraph("", "", reference(script)))
            programs.append(program(key, script))
        found = playground("", nodes.paragraph(WITHOUT, WITHOUT), listed)
        found["programs"] = programs
        return [found]


def reference(script: Script) -> addnodes.pending_xref:
    """Link to the card of an example by its title."""
    return addnodes.pending_xref(
        script.title,
        nodes.inline(script.title, script.title),
        refdomain="example",
        reftype="script",
        reftarget=script.key,
        refexplicit=True,
        refwarn=True,
    )


def program(key: str, script: Script) -> dict[str, Any]:
    """What the page's script needs to load an example."""
    return {
        "key": key,
        "title": script.title,
        "files": [f"examples/{one.key}.py" for one in [script, *script.companions]],
        "packages": script.metadata.get("dependencies", []),
    }


def chapter(env: "BuildEnvironment", key: str) -> str:
    """Title of the chapter in which an example stands."""
    domain = env.domains["example"]
    assert isinstance(domain, ExampleDomain)
    folder = key.partition("/")[0]
    shown = [place.docname for place in domain.scripts.get(key, [])]
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
            "files": [card.relative_address(self, address) for address in one["files"]],
            "packages": one["packages"],
        }
        for one in node["programs"]
    ]
    data = html.escape(json.dumps(programs, ensure_ascii=False))
    self.body.append(f'<div class="playground" data-programs="{data}">\n')


def depart_playground(self: "HTML5Translator", node: playground) -> None:
    """Close the place."""
    self.body.append("</div>\n")


def add_files(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load styles and script only where the playground is."""
    if doctree is None or not any(doctree.findall(playground)):
        return
    for name in ("card.css", "timeline.css", "stepper.css", "playground.css"):
        app.add_css_file(name)
    script = Path(app.config.example_folder) / "_build/static/browser/playground.js"
    if script.exists():
        app.add_js_file("browser/playground.js", type="module")


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    others: dict[str, Any] = dict.fromkeys(
        ("latex", "text", "man", "texinfo"), (card.ignore, card.ignore)
    )
    app.add_node(playground, html=(visit_playground, depart_playground), **others)
    app.add_directive("playground", PlaygroundDirective)
    app.connect("html-page-context", add_files)
