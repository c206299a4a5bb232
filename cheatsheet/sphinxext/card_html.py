"""How HTML shows the card of an example: line numbers, links, times and names."""

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from cheatsheet.sphinxext import links
from cheatsheet.sphinxext.card import (
    example_card,
    example_code,
    example_figure,
    example_fold,
    example_header,
    example_output,
    example_run,
)
from cheatsheet.sphinxext.common import (
    SITES,
    add_node,
    literals,
    load_with,
    relative_address,
)
from looptape.timeline import output

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

# The page's script draws its buttons with these as well.
ICONS = json.loads(Path(__file__).with_name("icons.json").read_text("utf-8"))
# Drawn on a grid of 14 units; takes the colour of the text beside it.
DOWNLOAD_ICON = (
    '<svg class="example-icon" viewBox="0 0 14 14" aria-hidden="true">'
    f'<path d="{ICONS["download"]}"/></svg>'
)
# Tokens in the colour of the text: without their tags a page is a fifth smaller.
PLAIN = re.compile(r'<span class="(?:n|o|p|w)">([^<]*)</span>')
# The page that a shared program opens in, if the site has it.
PLAYGROUND = "playground"


def visit_card(self: "HTML5Translator", node: example_card) -> None:
    """Open the card."""
    data = {"aria-label": node["file"]}
    if self.builder.name in SITES:
        data["data-script"] = node["script"]
        data["data-files"] = " ".join(
            relative_address(self, address) for address in node["files"]
        )
        if node["runs"]:
            data["data-run"] = ""
        # On a single page an address has no room for a program.
        single = self.builder.name == "singlehtml"
        if PLAYGROUND in self.builder.env.found_docs and not single:
            page = self.builder.get_relative_uri(
                self.builder.current_docname, PLAYGROUND
            )
            data["data-playground"] = page
        if node["packages"]:
            data["data-packages"] = " ".join(node["packages"])
    attributes = " ".join(f'{key}="{html.escape(text)}"' for key, text in data.items())
    tag = self.starttag(node, "div", CLASS="example", role="group")
    self.body.append(tag.replace("<div", f"<div {attributes}", 1))


def visit_run(self: "HTML5Translator", node: example_run) -> None:
    """Open what shows the run."""
    self.body.append('<div class="example-run">')


def depart_run(self: "HTML5Translator", node: example_run) -> None:
    """Close what shows the run."""
    self.body.append("</div>\n")


def depart_card(self: "HTML5Translator", node: example_card) -> None:
    """Close the card."""
    self.body.append("</div>\n")


def visit_fold(self: "HTML5Translator", node: example_fold) -> None:
    """Open the fold, with what stays in sight of it."""
    title, line = literals(node["title"]), literals(node["line"])
    self.body.append(
        f'<details class="ex"><summary><span class="ex-words"><strong>{title}</strong>'
        f"<span>{line}</span></span>{node['picture']}</summary>\n"
    )


def depart_fold(self: "HTML5Translator", node: example_fold) -> None:
    """Close the fold."""
    self.body.append("</details>\n")


def visit_header(self: "HTML5Translator", node: example_header) -> None:
    """Write the header; only a site has a file to download."""
    name = html.escape(node["file"])
    shown = name.replace("_", "_<wbr>")  # Where a narrow card may break it.
    self.body.append(f'<div class="example-header"><code>{shown}</code>')
    if node["same"]:
        self.body.append(
            f'<span class="example-same">{html.escape(node["same"])}</span>'
        )
    if self.builder.name in SITES:
        address = relative_address(self, node["address"])
        self.body.append(
            f'<a class="example-button" href="{html.escape(address)}" '
            f'download="{name}" aria-label="Download {name}">{DOWNLOAD_ICON}'
            "<span>Download</span></a>"
        )
    self.body.append("</div>\n")
    raise nodes.SkipNode


def coloured(self: "HTML5Translator", text: str, node: nodes.Node) -> str:
    """Highlight Python, without the block that Pygments puts around it."""
    highlighted = self.highlighter.highlight_block(text, "python", location=node)
    inner = highlighted.partition("<pre>")[2].rpartition("</pre>")[0]
    return str(inner.removeprefix("<span></span>").rstrip("\n"))


def visit_code(self: "HTML5Translator", node: example_code) -> None:
    """Write code as lines that carry their numbers, with links."""
    text = node.astext()
    lines = coloured(self, text, node).split("\n")
    known = links.addresses(self.builder.env)
    rows = []
    for number, line in enumerate(lines, node["highlight_args"]["linenostart"]):
        names = [name for name in node["names"] if name[0] == number]
        linked = PLAIN.sub(r"\1", links.link(line, names, known))
        rows.append(
            f'<span class="example-line" data-line="{number}">{linked}\n</span>'
        )
    write_block(self, "highlight-python", rows)


def visit_output(self: "HTML5Translator", node: example_output) -> None:
    """Write output as lines that carry their time and who printed them."""
    self.body.append(output.block(node["rows"]))
    raise nodes.SkipNode


def visit_figure(self: "HTML5Translator", node: example_figure) -> None:
    """Write the picture and its table, and the file with the steps of a long run.

    A page loads that file when its reader steps into the run.
    """
    figure = node["html"]
    if self.builder.name in SITES:
        target = Path(self.builder.outdir) / node["address"]
        if node["chunks"]:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(node["chunks"]), encoding="utf-8")
            address = html.escape(relative_address(self, node["address"]))
            figure = figure.replace("<div ", f'<div data-chunks="{address}" ', 1)
        else:  # The run may have been a long one before.
            target.unlink(missing_ok=True)
    self.body.append(f"{figure}{node['table']}\n")
    raise nodes.SkipNode


def write_block(self: "HTML5Translator", classes: str, rows: list[str]) -> None:
    """Write a block in Sphinx's own shape, which the copy button looks for."""
    self.body.append(
        f'<div class="{classes} notranslate"><div class="highlight">'
        f'<pre tabindex="0">{"".join(rows)}</pre></div></div>\n'
    )
    raise nodes.SkipNode


def setup(app: "Sphinx") -> None:
    """Register the nodes, and load style and script only where a card is."""
    add_node(app, example_card, visit_card, depart_card)
    add_node(app, example_fold, visit_fold, depart_fold)
    add_node(app, example_run, visit_run, depart_run)
    add_node(app, example_figure, visit_figure)
    add_node(app, example_header, visit_header)
    add_node(app, example_code, visit_code)
    add_node(app, example_output, visit_output)
    styles = ["card.css", "timeline.css", "stepper.css"]
    load_with(app, example_card, styles, "browser/card.js")
