"""The Sphinx domain of error messages: where the entry of each is."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.domains import ObjType
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from cheatsheet.sphinxext.common import SiteDomain, below
from cheatsheet.store.messages import VARYING

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """What the site knows of a message.

    Attributes:
        docname: The page.
        anchor: The section's id on it.
        template: The message, with `{word}` for what varies.
        also: Templates of the same in other words.
        texts: What was recorded, on any Python.
        follows: Whether it is the consequence of another message.
        asked: Phrases by which readers look for it.
        why: The first paragraph, which says why it happens; with `:message:` links.
        line: Line of the directive.
    """

    docname: str
    anchor: str
    template: str
    also: list[str]
    texts: list[str]
    follows: bool
    asked: list[str]
    why: str
    line: int


class MessageDomain(SiteDomain):
    """The entries of the error index, by name."""

    name = "message"
    label = "Error message"
    object_types: ClassVar[dict[str, ObjType]] = {"message": ObjType("message")}
    initial_data: ClassVar[dict[str, Any]] = {
        **SiteDomain.initial_data,
        "entries": {},
    }
    data_version = 1
    dangling_warnings: ClassVar[dict[str, str]] = {
        "message": "no message has the name %(target)s",
        "page": "no page has the name %(target)s",
    }

    @property
    def entries(self) -> dict[str, list[Entry]]:
        """Where each message is, by name; more than one place is a mistake."""
        entries: dict[str, list[Entry]] = self.data["entries"]
        return entries

    def add(self, name: str, entry: Entry) -> None:
        """Note an entry.

        Args:
            name: Its name.
            entry: What is known of it.
        """
        self.entries.setdefault(name, []).append(entry)

    def title(self, name: str) -> str:
        """The message as plain text; the name itself where there is none."""
        if name not in self.entries:
            return name
        return VARYING.sub("…", self.entries[name][0].template)

    def by_page(self) -> dict[str, dict[str, Entry]]:
        """All entries by page, in the order in which the contents lead to them."""
        contents = dict.fromkeys(below(self.env, self.env.config.root_doc))
        order = {name: place for place, name in enumerate(contents)}
        placed = sorted(
            (order.get(entry.docname, len(order)), entry.docname, entry.line, name)
            for name, (entry, *_) in self.entries.items()
        )
        pages: dict[str, dict[str, Entry]] = {}
        for _, docname, _, name in placed:
            pages.setdefault(docname, {})[name] = self.entries[name][0]
        return pages

    def listed(self) -> object:
        """All entries, and the pages that list them."""
        return [self.by_page(), sorted(self.lists)]

    def clear_doc(self, docname: str) -> None:
        """Forget what a page had, because it is read again or gone."""
        super().clear_doc(docname)
        self._keep(lambda entry: entry.docname != docname)

    def _keep(self, wanted: Callable[[Entry], bool]) -> None:
        self.data["entries"] = {
            name: kept
            for name, places in self.entries.items()
            if (kept := [entry for entry in places if wanted(entry)])
        }

    def merge_domaindata(
        self, docnames: AbstractSet[str], otherdata: dict[str, Any]
    ) -> None:
        """Take over what another process read."""
        super().merge_domaindata(docnames, otherdata)
        for name, places in sorted(otherdata["entries"].items()):
            for entry in places:
                if entry.docname in docnames:
                    self.add(name, entry)

    def check_consistency(self) -> None:
        """Warn about a name or a template that two entries have."""
        seen: dict[str, str] = {}
        for name, (entry, *others) in sorted(self.entries.items()):
            for other in others:
                logger.warning(
                    f"the message {name!r} is already on page {entry.docname!r}",
                    location=(other.docname, other.line),
                    type="example",
                )
            for template in [entry.template, *entry.also]:
                words = VARYING.sub("{}", template)
                if seen.setdefault(words, name) != name:
                    logger.warning(
                        f"the messages {seen[words]!r} and {name!r} have the same "
                        f"words: {template!r}; make them one entry",
                        location=(entry.docname, entry.line),
                        type="example",
                    )

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
        """Resolve a link to an entry, or to a page of entries."""
        if typ == "page":
            if target not in env.found_docs:
                return None
            return make_refnode(builder, fromdocname, target, "", contnode)
        if target not in self.entries:
            return None
        entry = self.entries[target][0]
        if contnode.astext() == target:  # The role's.
            # The sentence around it has a full stop of its own.
            words = self.title(target).removesuffix(".")
            contnode = nodes.literal(words, words)
        return make_refnode(builder, fromdocname, entry.docname, entry.anchor, contnode)

    def resolve_any_xref(self, *_: Any) -> list[tuple[str, nodes.reference]]:
        """Resolve nothing: the role `any` has no use for messages."""
        return []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Return the entries of the inventory."""
        for name, (entry, *_) in sorted(self.entries.items()):
            yield name, self.title(name), "message", entry.docname, entry.anchor, 1
