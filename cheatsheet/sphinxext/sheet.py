"""The cheat sheet: the `sheet` directive, whose every line is from a script.

A row is one or more lines of code, and below them the example that has these
lines, the first Python that runs them (if newer than 3.11) and what they do::

    .. sheet::

       async with asyncio.timeout(1):
       -- cancellation/timeout_block_fixed: limit a block

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
from functools import lru_cache
from typing import TYPE_CHECKING, Any

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
# How a line becomes a program: as it is, as the head of a block, as a `try`, as an
# `except` or `finally`, as a decorator.
FRAMES = [
    ("", ""),
    ("", " pass"),
    ("", " pass\nfinally: pass"),
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


# What the head of a statement leaves out.
BLOCKS = ("body", "orelse", "handlers", "finalbody", "decorator_list")
# For an `except`: whether it is one of `try`, or of `try` with `except*`.
Kind = type[ast.AST] | None
Piece = tuple[Kind, ast.AST]


def head(node: ast.AST) -> ast.AST:
    """Copy a node without its block, decorators and docstring."""
    bare = copy.copy(node)
    for name in BLOCKS:
        if isinstance(getattr(node, name, None), list):
            setattr(bare, name, [])
    return bare


def same(one: Any, other: Any) -> bool:
    """Whether two syntax trees are equal, wherever they are in their files."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(
            same(getattr(one, name, None), getattr(other, name, None))
            for name in one._fields
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def wanted(line: str) -> tuple[list[Piece], int]:
    """Parse one line of a row.

    Returns:
        The statements of it, and the number of the line in what was parsed.

    Raises:
        SyntaxError: It is no line of Python.
    """
    for before, after in FRAMES:
        try:
            body = ast.parse(before + line + after).body
        except SyntaxError:
            continue
        pieces: list[Piece] = []
        for node in body:
            if before and isinstance(node, ast.Try | ast.TryStar) and node.handlers:
                pieces.append((type(node), head(node.handlers[-1])))
            elif after.startswith("\n") and isinstance(node, ast.FunctionDef):
                pieces += [(None, decorator) for decorator in node.decorator_list]
            elif isinstance(node, ast.Expr):
                pieces.append((None, node.value))
            else:
                pieces.append((None, head(node)))
        return pieces, before.count("\n") + 1
    raise SyntaxError(f"{line!r} is no line of Python")


class Contents:
    """What lines are looked up in; once for all rows that come from a script.

    Attributes:
        nodes: All that a line may be compared with, by the class of the node.
        names: What may have a reference page, by the node's id.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.nodes: dict[tuple[Kind, type[ast.AST]], list[ast.AST]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt | ast.expr):
                self.nodes.setdefault((None, type(node)), []).append(node)
            if isinstance(node, ast.Try | ast.TryStar):
                for handler in node.handlers:
                    place = type(node), type(handler)
                    self.nodes.setdefault(place, []).append(handler)
        self.names: dict[int, list[tuple[int, str]]] = {}
        for named, length, name in links.Names(tree).found:
            self.names.setdefault(id(named), []).append((length, name))

    def find(self, piece: Piece) -> ast.AST | None:
        """Find the first node that is like one of a line.

        Args:
            piece: What `wanted` returned.
        """
        kind, node = piece
        for candidate in self.nodes.get((kind, type(node)), []):
            bare = head(candidate)
            if same(bare, node):
                return bare
        return None


@lru_cache
def contents(script: Script) -> Contents:
    """Parse a script, once for all rows that come from it."""
    return Contents(script.tree)


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
    inside = contents(script)
    names: set[links.Name] = set()
    pieces, number = wanted(line)
    for piece in pieces:
        found = inside.find(piece)
        if found is None:
            return None
        for theirs, ours in zip(ast.walk(found), ast.walk(piece[1]), strict=True):
            for length, name in inside.names.get(id(theirs), []):
                assert isinstance(ours, ast.expr | ast.alias)
                if ours.lineno == number:
                    names.add((1, *links.columns(ours, length, line), name))
    return links.ordered(names)


class SheetDirective(Directive):
    """Show rows of the cheat sheet."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the rows, and look their lines up in the scripts."""
        shown = sheet()
        code: list[tuple[str, int]] = []
        for _, offset, text in self.content.xitems():
            line = offset + 1
            if text.startswith("-- "):
                row = self.row(code, text, line)
                if row is not None:
                    shown += row
                code = []
            elif text.strip():
                code.append((text, line))
        for _, line in code[:1]:
            self.warn("the row has no `-- chapter/example: what it does`", line)
        return [shown]

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
        one = link_to(script.key, nodes.inline("", name))
        if page == self.env.docname:  # One of the sheet's own scripts.
            return [*since_when, one]
        at = link_to(f"/{page}", nodes.inline("", chapter), kind="doc", domain="std")
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
