"""What the parts of the extension share: nodes, links, files of pages, directives."""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.domains import Domain
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from cheatsheet.store.folder import Store
from looptape.script import Script

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

# Only these builders write a site in which a script has an address of its own.
SITES = {"html", "dirhtml", "singlehtml"}
# Builders that get the content of a node of ours, and nothing around it.
PLAIN_BUILDERS = ("latex", "text", "man", "texinfo")
# Code in plain text, as titles and docstrings have it.
LITERAL = re.compile(r"``?([^`]+)``?")

Visitor = Callable[[Any, Any], None]


def store_of(config: "Config") -> Store:
    """The examples and recordings that a site shows."""
    return Store(Path(config.example_folder))


def built(app: "Sphinx") -> Path:
    """What `node browser/build.mjs` makes; without it, pages have nothing to press."""
    return Path(app.config.example_folder) / "_build" / "static"


def literals(text: str) -> Markup:
    """HTML of plain text, which templates escape no more: literals for backticks."""
    return Markup(LITERAL.sub(r'<code class="literal">\1</code>', html.escape(text)))


def ignore(self: Any, node: nodes.Node) -> None:
    """Write nothing of a node's own around its content."""


def add_node(
    app: "Sphinx",
    node: type[nodes.Element],
    visit: Visitor,
    depart: Visitor | None = None,
) -> None:
    """Register a node that is a thing of its own only in HTML.

    Args:
        app: The application.
        node: The node's class. One that is a kind of paragraph or literal block is
            written as such by other builders, of any other they write the content.
        visit: Writes its beginning in HTML.
        depart: Writes its end in HTML; None where `visit` skips the content.
    """
    others: dict[str, Any] = {}
    if not issubclass(node, nodes.TextElement):
        others = dict.fromkeys(PLAIN_BUILDERS, (ignore, ignore))
    app.add_node(node, html=(visit, depart), **others)


@lru_cache(maxsize=1)  # The page that is being written.
def kinds_in(doctree: nodes.document) -> frozenset[type[nodes.Node]]:
    """The classes of all nodes of a page."""
    return frozenset(map(type, doctree.findall()))


def load_with(
    app: "Sphinx", node: type[nodes.Element], styles: list[str], script: str = ""
) -> None:
    """Load files only on pages that have a node.

    Args:
        app: The application.
        node: The node's class.
        styles: Names of style sheets.
        script: Name of a script of `built`; it is left out where it is not built.
    """

    def add_files(
        app: "Sphinx",
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        if doctree is None or node not in kinds_in(doctree):
            return
        for name in styles:
            app.add_css_file(name)
        if script and (built(app) / script).exists():
            app.add_js_file(script, type="module")

    app.connect("html-page-context", add_files)


def below(env: "BuildEnvironment", name: str) -> Iterator[str]:
    """Give a page and all pages below it, in the order of the contents."""
    yield name
    for child in env.toctree_includes.get(name, []):
        yield from below(env, child)


def relative_address(self: "HTML5Translator", address: str) -> str:
    """Address of a file of the site, from the page that is being written."""
    page = self.builder.get_target_uri(self.builder.current_docname)
    return relative_uri(page.partition("#")[0], address)


def in_a_row(links: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Several links in a sentence: `A, B and C`."""
    every, row = [*links], list[nodes.Node]()
    for number, link in enumerate(every, start=1):
        if row:
            row.append(nodes.Text(" and " if number == len(every) else ", "))
        row.append(link)
    return row


def link_to(
    target: str,
    content: nodes.Element,
    *,
    kind: str = "script",
    domain: str = "example",
) -> addnodes.pending_xref:
    """Link to an example's card, or to something else that a domain knows.

    Args:
        target: What to link to, such as `many_at_once/gather`.
        content: What the reader sees of the link.
        kind: The role of it, in the domain.
        domain: The domain.
    """
    return addnodes.pending_xref(
        content.astext(),
        content,
        refdomain=domain,
        reftype=kind,
        reftarget=target,
        refexplicit=True,
        refwarn=True,
    )


def placed(doctree: nodes.document, kind: type[nodes.Element]) -> Iterator[Any]:
    """Take out of a page what is said of its sections and terms.

    Args:
        doctree: The page.
        kind: The nodes that say it, which are below a heading or in a definition.

    Yields:
        Each node, and the section or term that it is of, or None.
    """
    for node in list(doctree.findall(kind)):
        place: Any = node.parent
        if isinstance(place, nodes.definition):
            place = place.parent[0]  # Its term.
        yield node, place if isinstance(place, nodes.section | nodes.term) else None
        node.parent.remove(node)


class SiteDomain(Domain):
    """A domain that knows which pages list what all pages have."""

    initial_data: ClassVar[dict[str, Any]] = {"lists": set(), "listed": None}

    @classmethod
    def of(cls, env: "BuildEnvironment") -> Self:
        """The domain of a site."""
        domain = env.domains[cls.name]
        assert isinstance(domain, cls)
        return domain

    @property
    def lists(self) -> set[str]:
        """Pages that list what all pages have."""
        lists: set[str] = self.data["lists"]
        return lists

    def listed(self) -> object:
        """What these pages list; its `repr` changes with it, and with nothing else."""
        return None

    def updated(self) -> list[str]:
        """Pages to write again, because what they list has changed since."""
        digest = hashlib.sha256(repr(self.listed()).encode()).hexdigest()
        pages = [] if digest == self.data["listed"] else sorted(self.lists)
        self.data["listed"] = digest
        return pages

    def clear_doc(self, docname: str) -> None:
        """Forget what a page had, because it is read again or gone."""
        self.lists.discard(docname)

    def merge_domaindata(
        self, docnames: AbstractSet[str], otherdata: dict[str, Any]
    ) -> None:
        """Take over what another process read."""
        self.lists.update(otherdata["lists"] & docnames)


class Directive(SphinxDirective):
    """A directive that shows scripts or recordings."""

    @property
    def store(self) -> Store:
        """The examples and recordings that the site shows."""
        return store_of(self.config)

    def read_script(self, key: str) -> Script:
        """Read a script; the page is read again when it or a companion changes.

        Args:
            key: Chapter and name.

        Raises:
            ScriptError: It cannot be read, or describes itself wrongly.
        """
        path = self.store.script_path(key)
        self.env.note_dependency(path)
        script = Script.read(path)
        for companion in script.companions:
            self.env.note_dependency(companion.path)
        return script

    def warn(self, message: str, line: int | None = None) -> None:
        """Warn with the file and a line of it.

        Args:
            message: What is wrong.
            line: The line; None for that of the directive.
        """
        place = self.get_location()
        if line is not None:
            place = f"{self.get_source_info()[0]}:{line}"
        logger.warning(message, location=place, type="example")
