"""The Sphinx domain of examples: links to them, and an index of them all.

A page links to an example with `:example:script:` and the example's name
(`gather`) or its chapter and name (`many_at_once/gather`).
Names are unique in the whole project, so the short form is the usual one.
Other projects link the same way through the inventory.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.domains import Index, IndexEntry, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from cheatsheet.sphinxext.common import SiteDomain, literals, store_of
from cheatsheet.store.folder import is_probe
from looptape.recording import Recording
from looptape.script import Script

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """Where an example is shown in full.

    Attributes:
        docname: The page.
        anchor: The card's id on it.
        title: The script's title.
        line: Line of the directive.
        files: Where the site has the script, and then its companions.
        packages: What it needs.
        pythons: The Pythons on which its runs were recorded.
    """

    docname: str
    anchor: str
    title: str
    line: int
    files: list[str]
    packages: list[str]
    pythons: list[str]


class ScriptRole(XRefRole):
    """Link to an example: by its file's name, which is code, or by other words."""

    def process_link(
        self,
        env: "BuildEnvironment",
        refnode: "Element",
        has_explicit_title: bool,
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Take the file's name as the text of a link that has none."""
        self.innernodeclass = nodes.inline if has_explicit_title else nodes.literal
        if not has_explicit_title:
            title = f"{title.rpartition('/')[2]}.py"
        return title, target


class ExampleIndex(Index):
    """All examples, by chapter."""

    name = "index"
    localname = "All examples"
    shortname = "examples"

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return an entry for each example, below the titles of the chapters."""
        assert isinstance(self.domain, ExampleDomain)
        wanted = None if docnames is None else set(docnames)
        titles = self.domain.env.titles
        chapters: dict[str, list[IndexEntry]] = {}
        for key, places in sorted(self.domain.scripts.items()):
            place = places[0]
            if wanted is None or place.docname in wanted:
                chapter, _, name = key.partition("/")
                # A chapter is a page, or a folder of pages.
                title = titles.get(f"{chapter}/index") or titles.get(chapter)
                where = place.docname, place.anchor
                said = literals(place.title)
                entry = IndexEntry(f"{name}.py", 0, *where, chapter, "", said)
                shown = title.astext() if title else chapter
                chapters.setdefault(shown, []).append(entry)
        return sorted(chapters.items()), False


class ExampleDomain(SiteDomain):
    """What the site knows of its examples."""

    name = "example"
    label = "Example"
    object_types: ClassVar[dict[str, ObjType]] = {"script": ObjType("script", "script")}
    roles: ClassVar[dict[str, Any]] = {
        "script": ScriptRole(warn_dangling=True, innernodeclass=nodes.literal)
    }
    indices: ClassVar[list[type[Index]]] = [ExampleIndex]
    initial_data: ClassVar[dict[str, Any]] = {
        **SiteDomain.initial_data,
        "scripts": {},
        "read_for": {},
    }
    data_version = 2
    dangling_warnings: ClassVar[dict[str, str]] = {
        "script": "no example is called %(target)s"
    }

    @property
    def scripts(self) -> dict[str, list[Place]]:
        """Where each example is shown in full, by chapter and name."""
        scripts: dict[str, list[Place]] = self.data["scripts"]
        return scripts

    @property
    def read_for(self) -> dict[str, list[str]]:
        """Pages that read all scripts of a kind, with the scripts of that time."""
        read_for: dict[str, list[str]] = self.data["read_for"]
        return read_for

    @property
    def examples(self) -> dict[str, Place]:
        """Where each example is shown first, in a fixed order, without probes."""
        return {
            key: places[0]
            for key, places in sorted(self.scripts.items())
            if not is_probe(Path(key))
        }

    def show(
        self,
        document: nodes.document,
        script: Script,
        recordings: list[Recording],
        card: nodes.Element,
        line: int,
    ) -> None:
        """Let links to an example lead to a card on the current page.

        Args:
            document: The page.
            script: The example.
            recordings: All of its recordings.
            card: Its card, which gets an id if the page does not have it yet.
            line: Line of the directive.
        """
        anchor = f"example-{script.path.stem}"
        if anchor not in document.ids:
            card["ids"] = [anchor]
            document.note_explicit_target(card)
        place = Place(
            self.env.docname,
            anchor,
            script.title,
            line,
            [f"examples/{one.key}.py" for one in [script, *script.companions]],
            script.metadata.get("dependencies", []),
            sorted({one for recording in recordings for one in recording.pythons}),
        )
        self.scripts.setdefault(script.key, []).append(place)

    def outdated(self) -> list[str]:
        """Pages to read again, because scripts have come or gone.

        Sphinx checks consistency only if it has read something, and no page
        depends on a script that it does not show.
        """
        keys = list(store_of(self.env.config).files())
        pages = [name for name, known in self.read_for.items() if known != keys]
        if self.env.all_docs and self.scripts.keys() != set(keys):
            pages.append(self.env.config.root_doc)
        return pages

    def listed(self) -> object:
        """All titles, and where each example is."""
        titles = sorted(
            (name, title.astext()) for name, title in self.env.titles.items()
        )
        return [titles, list(self.examples.items())]

    def clear_doc(self, docname: str) -> None:
        """Forget what a page showed, because it is read again or gone."""
        super().clear_doc(docname)
        self.read_for.pop(docname, None)
        self._replace(
            (key, place)
            for key, places in self.scripts.items()
            for place in places
            if place.docname != docname
        )

    def merge_domaindata(
        self, docnames: AbstractSet[str], otherdata: dict[str, Any]
    ) -> None:
        """Take over what another process read."""
        super().merge_domaindata(docnames, otherdata)
        theirs = otherdata["read_for"].items()
        self.read_for.update({name: keys for name, keys in theirs if name in docnames})
        self._replace(
            (key, place)
            for scripts, ours in ((self.scripts, True), (otherdata["scripts"], False))
            for key, places in scripts.items()
            for place in places
            if ours or place.docname in docnames
        )

    def _replace(self, items: Iterable[tuple[str, Place]]) -> None:
        scripts: dict[str, list[Place]] = {}
        for key, place in sorted(items):
            scripts.setdefault(key, []).append(place)
        self.data["scripts"] = scripts

    def check_consistency(self) -> None:
        """Warn about each example that is not on exactly one page."""
        for key, path in store_of(self.env.config).files().items():
            places = self.scripts.get(key, [])
            if not places:
                logger.warning(
                    "the example is on no page; show it with "
                    f"`.. example:: {key}` or ```{{example}} {key}",
                    location=f"{path}:1",
                    type="example",
                )
            for place in places[1:]:
                logger.warning(
                    f"example {key!r} is already on page {places[0].docname!r}; "
                    "show it once, and link to it with `:example:script:`",
                    location=(place.docname, place.line),
                    type="example",
                )

    def find(self, target: str) -> tuple[str, Place] | None:
        """Find an example by its name, or by chapter and name."""
        keys = [key for key in self.scripts if target in {key, key.rpartition("/")[2]}]
        return (keys[0], self.scripts[keys[0]][0]) if len(keys) == 1 else None

    def resolve_xref(
        self,
        env: "BuildEnvironment",
        fromdocname: str,
        builder: "Builder",
        typ: str,
        target: str,
        node: "pending_xref",
        contnode: "Element",
    ) -> nodes.reference | None:
        """Resolve the role `script`, and a link to a row of a probe's table."""
        name, _, anchor = target.partition("#")
        found = self.find(name)
        if found is None:
            return None
        place = found[1]
        if anchor:
            return make_refnode(builder, fromdocname, place.docname, anchor, contnode)
        return make_refnode(
            builder, fromdocname, place.docname, place.anchor, contnode, place.title
        )

    def resolve_any_xref(
        self,
        env: "BuildEnvironment",
        fromdocname: str,
        builder: "Builder",
        target: str,
        node: "pending_xref",
        contnode: "Element",
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve the role `any`."""
        found = self.resolve_xref(
            env, fromdocname, builder, "script", target, node, contnode
        )
        return [("example:script", found)] if found is not None else []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Return the entries of the inventory and of the search."""
        for key, places in sorted(self.scripts.items()):
            place = places[0]
            yield key, place.title, "script", place.docname, place.anchor, 1
