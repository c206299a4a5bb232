"""The API index: the directive that draws a group of names, and a domain for links.

A page shows the names of a file of `docs/api/`; any page links to one of them::

    .. api:: tasks

    :api:name:`asyncio.Task.cancel`

What is said of a name is in that file. Signatures and versions come from what Pythons
answered, and the examples from what was seen while they ran.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Index, IndexEntry, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from cheatsheet.sphinxext import card
from cheatsheet.sphinxext.common import (
    Directive,
    SiteDomain,
    add_node,
    link_to,
    load_with,
)
from cheatsheet.sphinxext.domain import ExampleDomain
from cheatsheet.sphinxext.links import addresses
from cheatsheet.sphinxext.marks import MARKS
from cheatsheet.store import api, names
from cheatsheet.store import used as kept
from cheatsheet.store.api import Answers
from cheatsheet.store.folder import Stale, minor
from cheatsheet.store.names import Entry
from cheatsheet.store.used import Uses
from looptape.script import OLDEST

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

# Links to examples of one name; some names are in every script.
SHOWN = 6


class api_signature(nodes.paragraph):
    """How a name is called, on each Python where that differs."""


class ApiIndex(Index):
    """All names, by their first letter."""

    name = "names"
    localname = "All names of asyncio"
    shortname = "names"

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return an entry for each name, below its first letter."""
        assert isinstance(self.domain, ApiDomain)
        wanted = None if docnames is None else set(docnames)

        def place(name: str) -> str:
            return re.sub(r"^(asyncio|loop)\._?", "", name).lower()

        letters: dict[str, list[IndexEntry]] = {}
        for name, (page, line) in sorted(
            self.domain.names.items(), key=lambda item: place(item[0])
        ):
            if wanted is None or page in wanted:
                letter, said = place(name)[0], line.replace("`", "")
                # The template makes the ids of groups from the fifth value.
                entry = IndexEntry(name, 0, page, f"api-{name}", letter, "", said)
                letters.setdefault(letter.upper(), []).append(entry)
        return sorted(letters.items()), False


class ApiDomain(SiteDomain):
    """Where each name of asyncio is explained on this site."""

    name = "api"
    label = "Name of asyncio"
    object_types: ClassVar[dict[str, ObjType]] = {"name": ObjType("name", "name")}
    roles: ClassVar[dict[str, Any]] = {
        "name": XRefRole(warn_dangling=True, innernodeclass=nodes.literal)
    }
    indices: ClassVar[list[type[Index]]] = [ApiIndex]
    initial_data: ClassVar[dict[str, Any]] = {**SiteDomain.initial_data, "names": {}}
    data_version = 2
    dangling_warnings: ClassVar[dict[str, str]] = {
        "name": "the API index has no name %(target)s"
    }

    @property
    def names(self) -> dict[str, tuple[str, str]]:
        """The page of each name, and its line."""
        names: dict[str, tuple[str, str]] = self.data["names"]
        return names

    def clear_doc(self, docname: str) -> None:
        """Forget what a page showed, because it is read again or gone."""
        super().clear_doc(docname)
        for name in [name for name, (page, _) in self.names.items() if page == docname]:
            del self.names[name]

    def merge_domaindata(
        self, docnames: AbstractSet[str], otherdata: dict[str, Any]
    ) -> None:
        """Take over what another process read."""
        super().merge_domaindata(docnames, otherdata)
        for name, shown in otherdata["names"].items():
            if shown[0] in docnames:
                self.names[name] = shown

    def resolve_xref(
        self,
        env: "BuildEnvironment",
        fromdocname: str,
        builder: "Builder",
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: "Element",
    ) -> nodes.reference | None:
        """Resolve the role `name`."""
        if target not in self.names:
            return None
        page, _ = self.names[target]
        return make_refnode(builder, fromdocname, page, f"api-{target}", contnode)

    def resolve_any_xref(
        self,
        env: "BuildEnvironment",
        fromdocname: str,
        builder: "Builder",
        target: str,
        node: addnodes.pending_xref,
        contnode: "Element",
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve the role `any`."""
        found = self.resolve_xref(
            env, fromdocname, builder, "name", target, node, contnode
        )
        return [("api:name", found)] if found is not None else []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Return the entries of the inventory and of the search."""
        for name, (page, _) in sorted(self.names.items()):
            yield name, name, "name", page, f"api-{name}", 1


def shown(entry: Entry, said: str) -> str:
    """What a reader writes to use a name.

    Args:
        entry: The name.
        said: Its kind and signature.
    """
    kind, _, signature = said.partition(" ")
    name = entry.name.removeprefix("asyncio.") if entry.owner else entry.name
    before = {"coroutine": "await ", "class": "class ", "exception": "exception "}
    return f"{before.get(kind, '')}{name}{signature}"


def signatures(entry: Entry, answers: Answers) -> list[tuple[list[str], str]]:
    """The ways in which a name is called, the newest first, with their versions."""
    said = [
        (version, shown(entry, names[entry.name]))
        for version, names in answers.said.items()
        if entry.name in names
    ]
    groups = groupby(said, key=lambda one: one[1])
    return [([version for version, _ in those], text) for text, those in groups][::-1]


class ApiDirective(Directive):
    """Draw the names of one file."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read the file and what is recorded; return a section for each name."""
        group = self.arguments[0].strip()
        path = names.folder(self.store) / f"{group}.toml"
        for each in (path, api.path_of(self.store), kept.path_of(self.store)):
            self.env.note_dependency(each)
        try:
            entries = names.parsed(path.read_text("utf-8"))
            answers, used = api.answers(self.store), kept.uses(self.store)
        except (OSError, ValueError, Stale) as error:
            self.warn(f"the names of {group!r} cannot be shown: {error}")
            return []
        # Titles of chapters and places of examples are in it.
        ExampleDomain.of(self.env).lists.add(self.env.docname)
        domain = ApiDomain.of(self.env)
        sections: list[nodes.section] = []
        members = nodes.definition_list()
        for entry in entries:
            domain.names[entry.name] = self.env.docname, entry.line
            called = self.signature(entry, answers)
            about = self.about(entry, used)
            if entry.owner:  # It follows its class, or another of its members.
                term = nodes.term("", "", *called.children, ids=[entry.anchor])
                term["classes"] += called["classes"]
                term["name"] = entry.name  # The search leaves signatures out.
                definition = nodes.definition("", about)
                members += nodes.definition_list_item("", term, definition)
                if members.parent is None:
                    sections[-1] += members
                continue
            title = nodes.title(entry.name, entry.name)
            section = nodes.section("", title, called, about, ids=[entry.anchor])
            section["classes"].append("api-name")
            self.state.document.note_explicit_target(section)
            sections.append(section)
            members = nodes.definition_list(classes=["api-members"])
        for node in sections:
            self.set_source_info(node)
        return [*sections]

    def signature(self, entry: Entry, answers: Answers) -> nodes.paragraph:
        """The ways in which a name is called: links to what documents it."""
        lines = api_signature(classes=["api-signature"])
        found = signatures(entry, answers) or [([], entry.name)]
        address = self.address(entry)
        for versions, text in found:
            code = nodes.literal(text, text)
            link = nodes.reference("", "", code, refuri=address, internal=False)
            line = nodes.inline("", "", classes=["api-call"])
            if len(found) > 1:
                on = f"Python {card.spoken(versions)}"
                line += [nodes.inline(on, on, classes=["api-on"]), nodes.Text(" ")]
            line += link
            lines += line
        return lines

    def address(self, entry: Entry) -> str:
        """Where a name is documented."""
        if entry.documented.startswith("https:"):
            return entry.documented
        if entry.removed:  # The newest documentation that still has it.
            before = f"3.{minor(entry.removed) - 1}"
            page = f"https://docs.python.org/{before}/library/asyncio-policy.html"
            return f"{page}#{entry.documented}"
        found = addresses(self.env).get(entry.documented)
        if found is None:
            self.warn(f"add to docs/inventories: {entry.documented}")
        return found or ""

    def about(self, entry: Entry, used: Uses) -> nodes.paragraph:
        """What a name does, in which versions, and where to read on.

        All of it is one paragraph: each statement has its proof beside it.
        """
        links = nodes.inline(classes=["api-links"])
        examples = ordered(entry, used)
        for key in examples[:SHOWN]:
            links += nodes.Text(", " if links.children else "Examples: ")
            name = f"{key.rpartition('/')[2]}.py"
            links += link_to(key, nodes.literal(name, name))
        if len(examples) > SHOWN:
            links += nodes.Text(f" and {len(examples) - SHOWN} more")
        if entry.unused:
            links += nodes.Text(f"No example: {entry.unused.rstrip('.')}")
        links += nodes.Text(". Chapter: ")
        links += addnodes.pending_xref(
            "",
            nodes.inline("", entry.chapter),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{entry.chapter}",
            refdoc=self.env.docname,
            refexplicit=False,
            refwarn=True,
        )
        links += nodes.Text(". ")
        links += nodes.reference(
            "", "Reference", refuri=self.address(entry), internal=False
        )
        links += nodes.Text(".")
        return nodes.paragraph(
            "", "", *card.prose(entry.line), *versions(entry), nodes.Text(" "), links
        )


def ordered(entry: Entry, used: Uses) -> list[str]:
    """The examples of a name, those of its chapter first, probes last."""
    chapter = entry.chapter.partition("/")[0]

    def place(key: str) -> tuple[bool, bool, int]:
        folder, _, name = key.partition("/")
        # What uses little else shows it best.
        others = len(used.scripts[key].names)
        return name.startswith("probe_"), folder not in {chapter, "api"}, others

    return sorted(used.of(entry.name), key=place)


def versions(entry: Entry) -> Iterator[nodes.Node]:
    """What is different in which version, and on which platform."""
    marks = [("platform", entry.platform, "")] if entry.platform else []
    # What the oldest Python of the site has is no news.
    if tuple(map(int, entry.since.split("."))) > OLDEST:
        marks.append(("since", entry.since, ""))
    else:
        yield nodes.inline("", f" Since {entry.since}.", classes=["api-since"])
    marks += [("changed", version, text) for version, text in entry.changed.items()]
    for name in ("deprecated", "removed"):
        if version := getattr(entry, name):
            marks.append((name, version, ""))
    for name, version, text in marks:
        yield nodes.Text(" ")
        said = MARKS[name].format(version)
        yield nodes.inline("", said, classes=["mark", name])
        if text:
            yield nodes.Text(" ")
            yield from card.prose(f"{text}.")


def visit_signature(self: "HTML5Translator", node: api_signature) -> None:
    """Write its beginning."""
    self.visit_paragraph(node)


def depart_signature(self: "HTML5Translator", node: api_signature) -> None:
    """Write its end."""
    self.depart_paragraph(node)


def setup(app: "Sphinx") -> None:
    """Register the domain, the directive and the node."""
    add_node(app, api_signature, visit_signature, depart_signature)
    load_with(app, api_signature, ["api.css"])
    app.add_domain(ApiDomain)
    app.add_directive("api", ApiDirective)
