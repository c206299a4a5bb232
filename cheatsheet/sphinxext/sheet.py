"""The cheat sheet: the `sheet` directive, whose every line is out of a script.

A row is one or more lines of code, and below them the example that has these
lines, the first Python that runs them (if newer than 3.7) and what they do::

    .. sheet::

       async with asyncio.timeout(1):
       -- cancellation/timeout_block_fixed, 3.11: limit a block

       await asyncio.sleep(delay)
       -- coroutines/ultra_simple: pause this task only

A line has to occur in its script: as a statement (of one with a block, the head),
an expression, a decorator or an `except`. Syntax trees are compared, so it does
not matter how the script breaks its lines. What does not occur is warned about
and left out.
"""

import ast
import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from cheatsheet.sphinxext import links
from cheatsheet.sphinxext.card_html import PLAIN, coloured
from cheatsheet.sphinxext.common import Directive, add_node, link_to, load_with
from looptape.script import Script, ScriptError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

BELOW = re.compile(r"-- (?P<key>\w+/\w+)(?:, (?P<since>[\w.]+))?: (?P<does>\S.*)")
# How a line becomes a program: as it is, as the head of a block, as an `except`,
# as a decorator.
FRAMES = [
    ("", ""),
    ("", " pass"),
    ("try: pass\n", " pass"),
    ("", "\ndef decorated(): pass"),
]
# Here the session `pdf` puts its link, so that there is none without the file.
PDF_MARK = "<!--pdf-->"


class sheet(nodes.General, nodes.Element):
    """Rows that belong together."""


class sheet_row(nodes.General, nodes.Element):
    """A row: its code, and what is said of it."""


class sheet_code(nodes.literal_block):
    """Lines out of a script."""


class sheet_says(nodes.paragraph):
    """What the code does, since when, and where it is from."""


class sheet_pdf(nodes.Inline, nodes.Element):
    """The place of the link to the PDF."""


def head(node: ast.AST) -> ast.AST:
    """Copy a node without its block, decorators and docstring."""
    bare = copy.copy(node)
    for name in ("body", "orelse", "handlers", "finalbody", "decorator_list"):
        if isinstance(getattr(node, name, None), list):
            setattr(bare, name, [])
    return bare


def parts(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Give all that a line may be compared with: its key, and the node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr):
            bare = head(node)
            yield ast.dump(bare), bare
        if isinstance(node, ast.Try | ast.TryStar):
            for handler in node.handlers:
                inner = head(handler)
                yield f"{type(node).__name__} {ast.dump(inner)}", inner


def wanted(line: str) -> tuple[list[tuple[str, ast.AST]], int]:
    """Parse one line of a row.

    Returns:
        Key and node of each statement of it, and the number of the line in what
        was parsed.

    Raises:
        SyntaxError: It is no line of Python.
    """
    for before, after in FRAMES:
        try:
            body = ast.parse(before + line + after).body
        except SyntaxError:
            continue
        found: list[tuple[str, ast.AST]] = []
        for node in body:
            if before and isinstance(node, ast.Try | ast.TryStar):
                found += [part for part in parts(node) if part[0].startswith("Try")][
                    -1:
                ]
            elif after.startswith("\n") and isinstance(node, ast.FunctionDef):
                found += [(ast.dump(one), one) for one in node.decorator_list]
            elif isinstance(node, ast.Expr):
                found.append((ast.dump(node.value), node.value))
            else:
                bare = head(node)
                found.append((ast.dump(bare), bare))
        return found, before.count("\n") + 1
    raise SyntaxError(f"{line!r} is no line of Python")


@lru_cache
def contents(
    script: Script,
) -> tuple[dict[str, ast.AST], dict[int, list[tuple[int, str]]]]:
    """What lines are looked up in; once for all rows that come from a script.

    Returns:
        The first node of each key, and by node the names that it holds.
    """
    held: dict[str, ast.AST] = {}
    for key, node in parts(script.tree):
        held.setdefault(key, node)
    named: dict[int, list[tuple[int, str]]] = {}
    for named_node, length, name in links.Names(script.tree).found:
        named.setdefault(id(named_node), []).append((length, name))
    return held, named


def names_of(line: str, script: Script) -> list[links.Name] | None:
    """Find a line in a script.

    Args:
        line: The line, without indentation.
        script: The script.

    Returns:
        The names in the line that may have a reference page, or None if the line
        is not in the script.

    Raises:
        SyntaxError: It is no line of Python.
    """
    held, named = contents(script)
    found: set[links.Name] = set()
    lines, number = wanted(line)
    for key, node in lines:
        if key not in held:
            return None
        for theirs, ours in zip(ast.walk(held[key]), ast.walk(node), strict=True):
            for length, name in named.get(id(theirs), []):
                assert isinstance(ours, ast.expr | ast.alias)
                if ours.lineno == number:
                    found.add((1, *links.columns(ours, length, line), name))
    return links.ordered(found)


class SheetDirective(Directive):
    """Show rows of the cheat sheet."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the rows, and look their lines up in the scripts."""
        found = sheet()
        code: list[tuple[str, int]] = []
        for _, offset, text in self.content.xitems():
            line = offset + 1
            if text.startswith("-- "):
                row = self.row(code, text, line)
                if row is not None:
                    found += row
                code = []
            elif text.strip():
                code.append((text, line))
        for _, line in code[:1]:
            self.warn("the row has no `-- chapter/example: what it does`", line)
        return [found]

    def row(
        self, code: list[tuple[str, int]], below: str, line: int
    ) -> sheet_row | None:
        """Make a row, or warn about what is wrong with it."""
        match = BELOW.fullmatch(below)
        if not match or not code:
            form = "`-- chapter/example, first Python: what it does`"
            self.warn(f"a row is lines of code, then {form}", line)
            return None
        key = match["key"]
        try:
            script = self.read_script(key)
            names = []
            for number, (text, at) in enumerate(code, 1):
                line = at
                found = names_of(text.strip(), script)
                if found is None:
                    self.warn(f"{key}.py has no line `{text.strip()}`", at)
                    return None
                names += [(number, *name[1:]) for name in found]
        except (ScriptError, SyntaxError) as error:
            self.warn(str(error), line)
            return None
        shown = "\n".join(text for text, _ in code)
        says, messages = self.parse_inline(match["does"], lineno=line)
        block = sheet_code(shown, shown, language="python", names=names)
        row = sheet_row("", block)
        does = nodes.inline("", "", *says)
        where = nodes.inline("", "", *self.sources(script, match["since"]))
        where["classes"] = ["sheet-from"]
        row += sheet_says("", "", does, nodes.Text(" "), where)
        row += messages
        for node in row.findall():
            node.source, node.line = self.get_source_info()[0], line
        return row

    def sources(self, script: Script, since: str | None) -> list[nodes.Node]:
        """Say since when there is this line, and link to chapter and example."""
        since_when: list[nodes.Node] = []
        if since:
            plus = "+" if since[0].isdigit() else ""
            shown = f"{since}{plus}"
            since_when = [
                nodes.inline("", shown, classes=["sheet-since"]),
                nodes.Text(" "),
            ]
        chapter, _, name = script.key.partition("/")
        page = f"{chapter}/index"
        if page not in self.env.found_docs:
            page = chapter
        at = link_to(f"/{page}", nodes.inline("", chapter), kind="doc", domain="std")
        one = link_to(script.key, nodes.inline("", name))
        return [*since_when, at, nodes.Text("/"), one]


class PdfDirective(SphinxDirective):
    """The place of the link to the PDF, which `nox -s pdf` makes."""

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        return [sheet_pdf()]


def visit_sheet(self: "HTML5Translator", node: sheet) -> None:
    """Open the rows."""
    self.body.append('<dl class="sheet simple">\n')


def depart_sheet(self: "HTML5Translator", node: sheet) -> None:
    """Close the rows."""
    self.body.append("</dl>\n")


def visit_row(self: "HTML5Translator", node: sheet_row) -> None:
    """Open a row."""
    self.body.append("<div>")


def depart_row(self: "HTML5Translator", node: sheet_row) -> None:
    """Close a row."""
    self.body.append("</div>\n")


def visit_code(self: "HTML5Translator", node: sheet_code) -> None:
    """Write the lines, with links; not in the shape that gets a copy button."""
    known = links.addresses(self.builder.env)
    rows = []
    for number, text in enumerate(node.astext().split("\n"), 1):
        bare = text.lstrip()
        line = coloured(self, bare, node)
        names = [(1, *name[1:]) for name in node["names"] if name[0] == number]
        linked = PLAIN.sub(r"\1", links.link(line, names, known))
        indent = " " * (len(text) - len(bare))
        rows.append(f"<span>{indent}{linked}\n</span>")
    shown = "".join(rows)
    self.body.append(f'<dt><code class="highlight notranslate">{shown}</code></dt>')
    raise nodes.SkipNode


def visit_says(self: "HTML5Translator", node: sheet_says) -> None:
    """Open what is said."""
    self.body.append("<dd>")


def depart_says(self: "HTML5Translator", node: sheet_says) -> None:
    """Close what is said."""
    self.body.append("</dd>")


def visit_pdf(self: "HTML5Translator", node: sheet_pdf) -> None:
    """Write the mark, of which a reader sees nothing."""
    self.body.append(PDF_MARK)
    raise nodes.SkipNode


def setup(app: "Sphinx") -> None:
    """Register the directives and the nodes.

    The sheet's style is loaded only where one is: it sets the printed page, too.
    """
    add_node(app, sheet, visit_sheet, depart_sheet)
    add_node(app, sheet_row, visit_row, depart_row)
    add_node(app, sheet_pdf, visit_pdf)
    add_node(app, sheet_code, visit_code)
    add_node(app, sheet_says, visit_says, depart_says)
    load_with(app, sheet, ["sheet.css"])
    app.add_directive("sheet", SheetDirective)
    app.add_directive("sheet-pdf", PdfDirective)
