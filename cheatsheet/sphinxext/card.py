"""The card of an example: nodes, and how HTML shows them.

A card holds a header, notes, the code and the recorded output.
Code and output are literal blocks of their own kind: every builder can write
them, and HTML adds line numbers, links, times and names.
"""

import ast
import html
import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.osutil import relative_uri

from cheatsheet.sphinxext import links
from cheatsheet.store.project import BROWSER, ROOT
from looptape.recording import Recording
from looptape.script import BLOCK, Script, ScriptError
from looptape.timeline import Figure, View, output

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

# The page's script draws its buttons with these as well.
ICONS = json.loads((ROOT / "browser" / "shared" / "icons.json").read_text("utf-8"))
# Drawn on a grid of 14 units; takes the colour of the text beside it.
DOWNLOAD_ICON = (
    '<svg class="example-icon" viewBox="0 0 14 14" aria-hidden="true">'
    f'<path d="{ICONS["download"]}"/></svg>'
)
# Tokens in the colour of the text: without their tags a page is a fifth smaller.
PLAIN = re.compile(r'<span class="(?:n|o|p|w)">([^<]*)</span>')
# The page that a shared program opens in, if the site has it.
PLAYGROUND = "playground"
STEP_OF_ROW = re.compile(r'(<span class="example-row"[^>]*) data-k="\d+"')
SITES = {"html", "dirhtml", "singlehtml"}


class example_card(nodes.General, nodes.Element):
    """All of a card."""


class example_fold(nodes.General, nodes.Element):
    """A card that is closed until its reader opens it, and what introduces it."""


class example_header(nodes.paragraph):
    """The file's name, the Pythons it is the same on, and a link to the file."""


class example_run(nodes.General, nodes.Element):
    """All that shows one run; the page's script puts the reader's own there."""


class example_code(nodes.literal_block):
    """Code with the line numbers of its file."""


class example_figure(nodes.General, nodes.Element):
    """The picture of the run, and the same as a table."""


class example_output(nodes.literal_block):
    """What one program printed, with times and the names of who printed."""


def parts_of(script: Script, only: list[str] | None) -> list[tuple[int, str]]:
    """Choose the code to show.

    Args:
        script: The script.
        only: Names of functions and classes at its top level; None for all but
            the metadata block and the docstring.

    Returns:
        The first line's number in the file, and the text, of each part.

    Raises:
        ScriptError: The script has no function or class of that name.
    """
    lines = script.source.splitlines()
    if only is None:
        spans = [(first_line(script), len(lines))]
    else:
        defined = {
            node.name: node
            for node in script.tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        for name in only:
            if name not in defined:
                raise ScriptError(
                    f"{script.path}: has no function or class {name!r}; "
                    f"it has {', '.join(defined) or 'none'}"
                )
        spans = []
        for name in only:
            node = defined[name]
            start = min([node.lineno, *(item.lineno for item in node.decorator_list)])
            spans.append((start, node.end_lineno or start))
    return [(start, "\n".join(lines[start - 1 : end])) for start, end in spans]


def first_line(script: Script) -> int:
    """Number of the first line after the metadata block and the docstring."""
    hidden = 0
    block = BLOCK.search(script.source)
    if block:
        hidden = script.source.count("\n", 0, block.end()) + 1
    if script.docstring:
        hidden = max(hidden, script.tree.body[0].end_lineno or 0)
    lines = script.source.splitlines()
    while hidden < len(lines) and not lines[hidden].strip():
        hidden += 1
    return hidden + 1


def prose(text: str) -> list[nodes.Node]:
    """Turn plain text into nodes: words in backticks are literals."""
    found: list[nodes.Node] = []
    for number, part in enumerate(re.split(r"``?([^`]+)``?", text)):
        if number % 2:
            found.append(nodes.literal(part, part))
        elif part:
            found.append(nodes.Text(part))
    return found


def introduction(script: Script) -> list[nodes.Node]:
    """Turn the docstring into what stands above the card.

    Its first line is run in, in bold; indented paragraphs are literal.
    """
    found: list[nodes.Node] = []
    title = nodes.strong("", "", *prose(f"{script.title}."))
    for text in re.split(r"\n\s*\n", script.introduction):
        if text.startswith("    "):
            command = "\n".join(line.strip() for line in text.splitlines())
            found.append(nodes.literal_block(command, command, language="console"))
        elif text:
            found.append(nodes.paragraph("", "", *prose(" ".join(text.split()))))
    if found and isinstance(found[0], nodes.paragraph):
        found[0].insert(0, [title, nodes.Text(" ")])
    else:
        found.insert(0, nodes.paragraph("", "", title))
    return found


def build(
    script: Script,
    parts: list[tuple[int, str]],
    recordings: list[Recording],
    with_run: bool,
    whole: bool,
) -> example_card:
    """Make a card.

    Args:
        script: The script.
        parts: What `parts_of` gave.
        recordings: The recording, then those of Pythons on which it differs.
        with_run: Whether to show more than code: what to know of the run.
        whole: Whether the parts are all of the script.
    """
    name = script.path.name
    same = same_on(recordings)
    header = example_header(name, "", nodes.literal(name, name), file=name, same=same)
    header["address"] = f"examples/{script.key}.py"
    header["translatable"] = False
    if same:
        header += nodes.Text(f" ({same})")
    found = example_card("", header, file=name, script=script.key)
    # What the page's script needs to run it: the program, and its companions.
    found["files"] = [f"examples/{one.key}.py" for one in [script, *script.companions]]
    found["packages"] = script.metadata.get("dependencies", [])
    runs = script.settings.clock == "virtual" and script.oldest <= BROWSER
    found["runs"] = with_run and whole and runs
    for content in notes(script, recordings) if with_run else []:
        found += nodes.paragraph("", "", *content, classes=["example-note"])
    names = links.names_of(script.tree, script.source)
    for start, text in parts:
        shown = range(start, start + text.count("\n") + 1)
        code = example_code(text, text, language="python", linenos=True)
        code["highlight_args"] = {"linenostart": start}
        code["names"] = [name for name in names if name[0] in shown]
        found += code
    if recordings:
        found += run(recordings, script.key)
    return found


def fold(
    script: Script, recordings: list[Recording], inner: list[nodes.Node]
) -> example_fold:
    """Close a card: its title, one line and a small picture stay in sight.

    Args:
        script: The script.
        recordings: Its recordings; without any there is no small picture.
        inner: The introduction and the card.
    """
    line = script.path.name
    picture = ""
    if recordings:
        figure = Figure(recordings[0])
        told = "".join(words for words, _ in figure.headline).rstrip(".")
        line = f"{line}: {told[:1].lower()}{told[1:]}"
        picture = figure.thumbnail()
    return example_fold("", *inner, title=script.title, line=line, picture=picture)


def run(recordings: list[Recording], key: str) -> example_run:
    """Make what shows a run: its output, picture and table.

    Args:
        recordings: The recording, then those of Pythons on which it differs.
        key: The script's.
    """
    found = example_run()
    for number, recording in enumerate(recordings):
        where = f" on Python {spoken(recording.pythons)}" if number else ""
        if not number or printed(recording) != printed(recordings[0]):
            found += outputs(recording, where)
    figure = Figure(recordings[0])
    shown = example_figure("", html=figure.html(), table=figure.table())
    shown["parts"] = "" if figure.overview is None else parts_address(key)
    found += shown
    return found


def parts_address(key: str) -> str:
    """Where the site has the steps of a long run, in parts."""
    return f"examples/{key}.steps.json"


def printed(recording: Recording) -> list[tuple[str, int, str, int]]:
    """What a reader sees of the output; the numbers of steps may differ."""
    return [
        (line.text, line.at, line.stream, line.program) for line in recording.output
    ]


def same_on(recordings: list[Recording]) -> str:
    """Say on which Pythons the run was the same, or nothing without a recording."""
    if not recordings or not recordings[0].pythons:
        return ""
    pythons = recordings[0].pythons
    said = f"on Python {spoken(pythons)}"
    return f"same {said}" if len(pythons) > 1 else f"recorded {said}"


def spoken(pythons: list[str]) -> str:
    """Put versions into words: `3.11 to 3.14`, or `3.11, 3.13` with gaps."""
    minors = sorted(int(version.partition(".")[2]) for version in pythons)
    if len(minors) > 1 and all(b - a == 1 for a, b in pairwise(minors)):
        return f"3.{minors[0]} {'to' if len(minors) > 2 else 'and'} 3.{minors[-1]}"
    return ", ".join(f"3.{minor}" for minor in minors)


def notes(script: Script, recordings: list[Recording]) -> list[list[nodes.Node]]:
    """Collect what a reader has to know before trusting or running the code."""
    found: list[list[nodes.Node]] = []
    needs = script.metadata.get("dependencies", [])
    if needs:
        run = f"`uv run {script.path.name}` brings it along"
        found.append(prose(f"Needs {', '.join(needs)}: {run}."))
    if script.companions:
        said: list[nodes.Node] = [nodes.Text("Recorded together with ")]
        for number, companion in enumerate(script.companions):
            if number:
                said.append(nodes.Text(" and "))
            said.append(reference(companion))
        found.append([*said, nodes.Text(".")])
    if script.settings.clock == "real":
        reason = script.settings.because.rstrip(".")
        found.append(prose(f"Recorded on a real clock, times rounded: {reason}."))
    if recordings and recordings[0].simulated:
        what = " and ".join(recordings[0].simulated)
        found.append(prose(f"Recorded with simulated {what}, in virtual time."))
    for other in recordings[1:]:
        same = printed(other) == printed(recordings[0])
        what = "takes other steps to the same output" if same else "prints other lines"
        found.append(prose(f"Python {spoken(other.pythons)} {what}."))
    return found


def reference(script: Script) -> addnodes.pending_xref:
    """Link to another example's card."""
    name = script.path.name
    return addnodes.pending_xref(
        name,
        nodes.literal(name, name),
        refdomain="example",
        reftype="script",
        reftarget=script.key,
        refexplicit=True,
        refwarn=True,
    )


def outputs(recording: Recording, where: str) -> list[nodes.Node]:
    """Show what each program printed, and how the run ended if it did not return.

    Args:
        recording: The run.
        where: Words that say on which Pythons, for all but the usual run.
    """
    view = View(recording)
    found: list[nodes.Node] = []
    for program in output.programs(view):
        label = output.title(view, program, where)
        found.append(nodes.paragraph("", label, classes=["example-label"]))
        lines = output.lines(view, program)
        if lines:
            text = "\n".join(line.text for line in lines)
            rows = output.rows(view, program)
            if where:  # The picture and its steps are those of the usual run.
                rows = STEP_OF_ROW.sub(r"\1", rows)
            found.append(example_output(text, text, language="text", rows=rows))
        else:
            nothing = output.NOTHING
            found.append(nodes.paragraph("", nothing, classes=["example-nothing"]))
    if output.ended(view):
        found.append(nodes.paragraph("", output.ended(view), classes=["example-end"]))
    return found


def visit_card(self: "HTML5Translator", node: example_card) -> None:
    """Open the card."""
    found = {"aria-label": node["file"]}
    if self.builder.name in SITES:
        found["data-script"] = node["script"]
        found["data-files"] = " ".join(
            relative_address(self, address) for address in node["files"]
        )
        if node["runs"]:
            found["data-run"] = ""
        # On a single page an address has no room for a program.
        single = self.builder.name == "singlehtml"
        if PLAYGROUND in self.builder.env.found_docs and not single:
            page = self.builder.get_relative_uri(
                self.builder.current_docname, PLAYGROUND
            )
            found["data-playground"] = page
        if node["packages"]:
            found["data-packages"] = " ".join(node["packages"])
    attributes = " ".join(f'{key}="{html.escape(text)}"' for key, text in found.items())
    tag = self.starttag(node, "div", CLASS="example", role="group")
    self.body.append(tag.replace("<div", f"<div {attributes}", 1))


def relative_address(self: "HTML5Translator", address: str) -> str:
    """Address of a file of the site, from the page that is being written."""
    page = self.builder.get_target_uri(self.builder.current_docname)
    return relative_uri(page.partition("#")[0], address)


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
    title, line = html.escape(node["title"]), html.escape(node["line"])
    self.body.append(
        f'<details class="ex"><summary><span class="ex-words"><strong>{title}</strong>'
        f"<span>{line}</span></span>{node['picture']}</summary>\n"
    )


def depart_fold(self: "HTML5Translator", node: example_fold) -> None:
    """Close the fold."""
    self.body.append("</details>\n")


def visit_header(self: "HTML5Translator", node: example_header) -> None:
    """Write the header; a book has no file to load down."""
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
    """Write the picture and its table."""
    figure = node["html"]
    if node["parts"] and self.builder.name in SITES:
        address = html.escape(relative_address(self, node["parts"]))
        figure = figure.replace("<div ", f'<div data-chunks="{address}" ', 1)
    self.body.append(f"{figure}{node['table']}\n")
    raise nodes.SkipNode


def write_block(self: "HTML5Translator", classes: str, rows: list[str]) -> None:
    """Write a block in Sphinx's own shape, which the copy button looks for."""
    self.body.append(
        f'<div class="{classes} notranslate"><div class="highlight">'
        f'<pre tabindex="0">{"".join(rows)}</pre></div></div>\n'
    )
    raise nodes.SkipNode


def ignore(self: Any, node: nodes.Node) -> None:
    """Write nothing of a card's own around its parts."""


def setup(app: "Sphinx") -> None:
    """Register the nodes.

    The three that are kinds of paragraph or literal block need a visitor for
    HTML only: Sphinx's writers take the visitor of the parent class.
    """
    others = ("latex", "text", "man", "texinfo")
    plain: dict[str, Any] = dict.fromkeys(others, (ignore, ignore))
    app.add_node(example_card, html=(visit_card, depart_card), **plain)
    app.add_node(example_fold, html=(visit_fold, depart_fold), **plain)
    app.add_node(example_run, html=(visit_run, depart_run), **plain)
    app.add_node(example_figure, html=(visit_figure, None), **plain)
    app.add_node(example_header, html=(visit_header, None))
    app.add_node(example_code, html=(visit_code, None))
    app.add_node(example_output, html=(visit_output, None))
