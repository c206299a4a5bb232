"""Links from the names in shown code to their reference documentation.

Which names a script uses is read from its syntax tree, without importing or
running anything, so that the result is the same on every Python.
Where a name leads is looked up in the intersphinx inventories when the page is
written.
"""

import ast
import html
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from sphinx.ext.intersphinx import InventoryAdapter

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# Line, first column, column after the last, and the name with its module.
Name = tuple[int, int, int, str]

# What a call returns, where the called name is not itself a class.
RETURNS = {
    "asyncio.create_subprocess_exec": "asyncio.subprocess.Process",
    "asyncio.create_task": "asyncio.Task",
    "asyncio.get_running_loop": "asyncio.loop",
    "asyncio.TaskGroup.create_task": "asyncio.Task",
    "asyncio.timeout": "asyncio.Timeout",
    "aiohttp.ClientSession.get": "aiohttp.ClientResponse",
}
PIECE = re.compile(r"<span[^>]*>([^<]*)</span>|([^<]+)")


class Names(ast.NodeVisitor):
    """Collect the dotted names of a script, and what its variables hold.

    Only a variable that is bound in one place of the file is followed.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.known: dict[str, str] = {}
        self.found: list[tuple[ast.expr | ast.alias, int, str]] = []
        self.bound: dict[str, int] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.bound[node.id] = self.bound.get(node.id, 0) + 1
            elif isinstance(node, ast.arg):
                self.bound[node.arg] = self.bound.get(node.arg, 0) + 1
        self.visit(tree)

    def name_of(self, node: ast.AST | None) -> str | None:
        """Return the full name of an expression, or None."""
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        if isinstance(node, ast.Attribute):
            base = self.name_of(node.value)
            return f"{base}.{node.attr}" if base else None
        return None

    def bind(self, target: ast.AST | None, value: ast.AST) -> None:
        """Remember the type of a variable that a call's result is bound to."""
        if isinstance(value, ast.Await):
            value = value.value
        if isinstance(target, ast.Name) and isinstance(value, ast.Call):
            name = self.name_of(value.func)
            if name and self.bound.get(target.id) == 1:
                self.known[target.id] = RETURNS.get(name, name)

    def visit_Import(self, node: ast.Import) -> None:
        """Learn the names of modules."""
        for alias in node.names:
            root = alias.name.partition(".")[0]
            self.known[alias.asname or root] = alias.name if alias.asname else root
            self.found.append((alias, 0, alias.name))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Learn names out of modules."""
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            self.known[alias.asname or alias.name] = name
            self.found.append((alias, 0, name))

    def visit_Assign(self, node: ast.Assign) -> None:
        """Learn what a variable holds, after reading what it is given."""
        self.visit(node.value)
        for target in node.targets:
            self.bind(target, node.value)
            self.visit(target)

    def visit_withitem(self, node: ast.withitem) -> None:
        """Learn what the variable of a `with` holds."""
        self.visit(node.context_expr)
        self.bind(node.optional_vars, node.context_expr)

    def visit_arg(self, node: ast.arg) -> None:
        """Learn what an annotated argument holds."""
        name = self.name_of(node.annotation)
        if name and self.bound.get(node.arg) == 1:
            self.known[node.arg] = name
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that was imported."""
        name = self.name_of(node)
        # A variable's own name is no link; an imported name is.
        if name and isinstance(node.ctx, ast.Load) and node.id not in self.bound:
            self.found.append((node, 0, name))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note a dotted name, and the shorter one that it begins with."""
        name = self.name_of(node)
        if name:
            root: ast.expr = node
            while isinstance(root, ast.Attribute):
                root = root.value
            variable = isinstance(root, ast.Name) and root.id in self.bound
            self.found.append((node, len(node.attr) if variable else 0, name))
        self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave out f-strings on Python 3.11, which has no positions inside them."""
        if sys.version_info >= (3, 12):
            self.generic_visit(node)


def names_of(tree: ast.Module, source: str) -> list[Name]:
    """Find the names in a script that may have a reference page.

    Args:
        tree: The script's syntax tree.
        source: Its text.

    Returns:
        Positions and full names, the longer of two that overlap first.
    """
    lines = source.splitlines()
    return ordered(
        {
            (node.lineno, *columns(node, length, lines[node.lineno - 1]), name)
            for node, length, name in Names(tree).found
            if node.end_lineno == node.lineno
        }
    )


def columns(node: ast.expr | ast.alias, length: int, line: str) -> tuple[int, int]:
    """Where a node begins and ends in its line.

    Args:
        node: A node that is all in one line.
        length: How many characters of its end to take; all if 0.
        line: The line.
    """
    encoded = line.encode()
    end = len(encoded[: node.end_col_offset].decode())
    return end - length if length else len(encoded[: node.col_offset].decode()), end


def ordered(names: set[Name]) -> list[Name]:
    """Sort names by their place, the longer of two that overlap first."""
    return sorted(names, key=lambda name: (name[0], name[1], -name[2], name[3]))


@lru_cache(maxsize=1)
def addresses(env: "BuildEnvironment") -> Mapping[str, str]:
    """Return the address of every Python name in the inventories."""
    found = {}
    for kind, items in InventoryAdapter(env).main_inventory.items():
        if kind.startswith("py:"):
            found.update({name: item.uri for name, item in items.items()})
    return found


def link(line: str, names: list[Name], known: Mapping[str, str]) -> str:
    """Put links around the names in one highlighted line.

    Args:
        line: HTML in which each token is a `span`, as Pygments writes it.
        names: The names of this line, the longer of two that overlap first.
        known: The address of each name that has one.
    """
    pieces = list(PIECE.finditer(line))
    edges = {0, *accumulate(len(words(piece)) for piece in pieces)}
    starts: dict[int, str] = {}
    ends: set[int] = set()
    free = 0
    for _, named, end, name in names:
        # The @ of a decorator is one piece with the name's first part.
        start = named if named in edges else named - 1
        if name in known and start >= free and {start, end} <= edges:
            starts[start] = (
                f'<a class="example-link" href="{html.escape(known[name])}">'
            )
            ends.add(end)
            free = end
    parts = []
    column = 0
    for piece in pieces:
        parts.append(starts.get(column, "") + piece[0])
        column += len(words(piece))
        if column in ends:
            parts.append("</a>")
    return "".join(parts)


def words(piece: re.Match[str]) -> str:
    """What a reader sees of a piece."""
    return html.unescape(piece[1] or piece[2] or "")
