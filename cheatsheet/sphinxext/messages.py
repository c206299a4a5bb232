"""The directives of error messages: an entry for each, and a list of them all.

    .. message:: coroutine '{name}' was never awaited
       :name: never-awaited
       :from: coroutines/forgotten_await_broken

       Why it happens, and what to do.

An entry is a section with the permanent anchor `message-never-awaited`. Its texts
come from recordings; `cheatsheet.store.messages` says how they are found.
"""

import html
import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from cheatsheet.sphinxext.card import example_card, prose, spoken
from cheatsheet.sphinxext.common import (
    Directive,
    add_node,
    in_a_row,
    link_to,
    load_with,
)
from cheatsheet.sphinxext.message_domain import Entry, MessageDomain
from cheatsheet.sphinxext.probe_table import Row
from cheatsheet.store.folder import Stale, is_probe, minor
from cheatsheet.store.messages import Template, Text, idiom, newest, texts
from looptape.script import Script

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What is in the place of a part that varies.
ELLIPSIS = "…"


class varying(nodes.inline):
    """A part of a message that varies; its `word` says what it is."""


class message_texts(nodes.General, nodes.Element):
    """The texts of a message, by Python."""


class message_list(nodes.General, nodes.Element):
    """All messages; the list comes when all pages are read."""


def lines(argument: str | None) -> list[str]:
    """Split the value of an option that has one thing a line."""
    return [line.strip() for line in (argument or "").splitlines() if line.strip()]


def phrases(argument: str | None) -> list[str]:
    """Split the value of an option that has phrases with semicolons between them."""
    joined = " ".join((argument or "").split())
    return [phrase.strip() for phrase in joined.split(";") if phrase.strip()]


def inline(template: str) -> list[nodes.Node]:
    """Write a template: an ellipsis is in the place of what varies.

    Args:
        template: The template.
    """
    return [
        varying(ELLIPSIS, ELLIPSIS, word=words, classes=["varies"])
        if varies
        else nodes.Text(words)
        for words, varies in Template(template).parts
    ]


def ranges(pythons: list[str]) -> str:
    """Put versions into words: `3.6 to 3.10, 3.15`.

    Args:
        pythons: The versions, in order.
    """
    runs: list[list[str]] = []
    for version in pythons:
        if runs and minor(version) == minor(runs[-1][-1]) + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    return ", ".join(spoken(run) for run in runs)


def said(paragraph: nodes.paragraph) -> str:
    """Write a paragraph as text; a link to a message stays as it is in the source."""
    copy = paragraph.deepcopy()
    for link in list(copy.findall(addnodes.pending_xref)):
        if link["refdomain"] == "message":
            text = f":message:`{link['reftarget']}`"
            link.replace_self(nodes.Text(text))
    return " ".join(copy.astext().split())


class MessageDirective(Directive):
    """An entry of the error index: a message, its texts, its cause and its repair."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "from": lines,
        "fixed": lines,
        "also": lines,
        "untested": directives.unchanged_required,
        "follows": directives.flag,
        "asked": phrases,
    }

    def run(self) -> list[nodes.Node]:
        """Find the texts, and return the section."""
        template = " ".join(self.arguments[0].split())
        name = self.options.get("name", "")
        problem = self.problem(name, template)
        if problem:
            self.warn(f"message {template!r}: {problem}")
            return []
        anchor = f"message-{name}"
        section = nodes.section(ids=[anchor], names=[anchor])
        section["asked"] = self.options.get("asked", [])  # For the search.
        self.set_source_info(section)
        title = nodes.title(template, "", *inline(template), translatable=False)
        # Quotation marks of a message are those that Python writes.
        title["support_smartquotes"] = False
        section += title
        self.state.document.note_explicit_target(section, section)

        found = self.find_texts(template)
        why = self.parse_content_to_nodes(allow_section_headings=False)
        first = next((one for one in why if isinstance(one, nodes.paragraph)), None)
        section += self.shown(found)
        place = why.index(first) + 1 if first is not None else 0
        section += why[:place]
        section += self.scripts(why)
        section += why[place:]
        entry = Entry(
            docname=self.env.docname,
            anchor=anchor,
            template=template,
            also=self.options.get("also", []),
            texts=[text.text for text in found],
            follows="follows" in self.options,
            asked=self.options.get("asked", []),
            why=said(first) if first is not None else "",
            line=self.lineno,
        )
        MessageDomain.of(self.env).add(name, entry)
        return [section]

    @property
    def templates(self) -> list[Template]:
        """The message, and the same in other words."""
        written = [self.arguments[0], *self.options.get("also", [])]
        return [Template(" ".join(one.split())) for one in written]

    def problem(self, name: str, template: str) -> str:
        """Say what is wrong with the options; empty if nothing is."""
        if not NAME.fullmatch(name):
            return "give it a `:name:` of lower-case words with hyphens between them"
        if f"message-{name}" in self.state.document.ids:
            return f"the name {name!r} is used twice on this page"
        if ("from" in self.options) == ("untested" in self.options):
            return "give it either `:from:`, or `:untested:` with a reason"
        try:
            for one in self.templates:
                one.parts  # noqa: B018  It raises for a bad one.
        except ValueError as error:
            return str(error)
        return ""

    def find_texts(self, template: str) -> list[Text]:
        """Look for the message in the recordings; warn where it is not."""
        keys = self.options.get("from", [])
        if not keys:
            return []
        for key in [*keys, *self.options.get("fixed", [])]:
            if not self.store.script_path(key).is_file():
                self.warn(f"message {template!r}: no script is called {key!r}")
                return []
            for path in self.store.paths_of(key):
                self.env.note_dependency(path)
        found: dict[str, Text] = {}
        for one in self.templates:
            try:
                of_this = texts(self.store, keys, one)
            except Stale as error:
                self.warn(str(error))
                return []
            if not of_this:
                self.warn(
                    f"no recording of {', '.join(keys)} has the message {one.text!r}"
                )
            for text in of_this:
                known = found.setdefault(text.text, text).pythons
                known[:] = sorted({*known, *text.pythons}, key=minor)
        return list(found.values())

    def shown(self, found: list[Text]) -> list[nodes.Node]:
        """Write the texts, with the Pythons that gave each."""
        reason = self.options.get("untested")
        if reason is not None:
            mark = f"untested: {reason}"
            inner: list[nodes.Node] = []
            for one in self.templates:
                inner += [nodes.Text(" ")] if inner else []
                inner.append(nodes.literal("", "", *inline(one.text)))
            tag = nodes.inline(mark, mark, classes=["mark", "untested"])
            typed_text = nodes.paragraph("", "", *inner, nodes.Text(" "), tag)
            return [message_texts("", typed_text)]
        given: list[tuple[list[str], Text]] = []
        for text in found:
            # Of a text and a longer one that contains it, a Python says the longer.
            longer = [
                other
                for other in found
                if other.text != text.text and text.text in other.text
            ]
            covered = {version for other in longer for version in other.pythons}
            pythons = [one for one in text.pythons if one not in covered]
            if pythons:
                given.append((pythons, text))
        by_pythons: dict[str, list[Text]] = {}
        # The newest first, as in the API index.
        for pythons, text in sorted(given, key=lambda one: -minor(one[0][-1])):
            by_pythons.setdefault(self.heading(text, pythons), []).append(text)
        listed = nodes.definition_list()
        for heading, same in by_pythons.items():
            said = [nodes.literal(text.text, text.text) for text in same]
            listed += nodes.definition_list_item(
                "",
                nodes.term("", heading),
                nodes.definition("", *(nodes.paragraph("", "", one) for one in said)),
            )
        return [message_texts("", listed)] if found else []

    def heading(self, text: Text, pythons: list[str]) -> str:
        """Name the Pythons that gave a text, and say if newer ones may give it too.

        A script on the real clock runs on the machine's Pythons and in no browser's.

        Args:
            text: The text.
            pythons: Those of its Pythons that give no longer text.
        """
        named = f"Python {ranges(pythons)}"
        path = self.store.script_path(text.key)
        if is_probe(path) or Script.read(path).settings.clock == "virtual":
            return named
        last = pythons[-1] == newest(self.store, text.key)
        return f"{named} (not run on newer versions)" if last else named

    def scripts(self, shown: list[nodes.Node]) -> list[nodes.Node]:
        """Link to each script that the entry does not show itself."""
        cards = {
            card["script"] for node in shown for card in node.findall(example_card)
        }
        produced, fixed = (
            [key for key in self.options.get(option, []) if key not in cards]
            for option in ("from", "fixed")
        )
        told = {"Produced by": produced, "Fixed in": fixed}
        if produced == fixed:
            told = {"Produced and fixed in": produced}
        said: list[nodes.Node] = []
        for words, keys in told.items():
            if keys:
                start = f". {words} " if said else f"{words} "
                said += [nodes.Text(start), *in_a_row(map(self.link, keys))]
        return [nodes.paragraph("", "", *said, nodes.Text("."))] if said else []

    def link(self, key: str) -> nodes.Node:
        """Link to a script, or to the row of a probe that gives the message."""
        name = key.rpartition("/")[2]
        if is_probe(self.store.script_path(key)):
            given = idiom(self.store, key, self.templates)
            target = f"{name}#{Row(given, {}).anchor(name)}"
            said = [nodes.Text("“"), *prose(given), nodes.Text("”")]
            return link_to(target, nodes.inline("", "", *said), kind="probe")
        file = f"{name}.py"
        return link_to(key, nodes.literal(file, file))


class MessageRole(SphinxRole):
    """Link to an entry by its name: the text is the message."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave a link that is filled in when all pages are read."""
        content = nodes.literal(self.text, self.text)
        node = link_to(self.text, content, kind="message", domain="message")
        self.set_source_info(node)
        return [node], []


class MessagesDirective(Directive):
    """List all messages, by page, as links."""

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        MessageDomain.of(self.env).lists.add(self.env.docname)
        return [message_list()]


class FillLists(SphinxPostTransform):
    """Write the lists of what all pages have."""

    default_priority = 5  # Before links are resolved.

    def run(self, **_: Any) -> None:
        """List the messages."""
        for place in list(self.document.findall(message_list)):
            listed = nodes.definition_list(classes=["message-list"])
            for docname, entries in MessageDomain.of(self.env).by_page().items():
                title = self.env.titles[docname].astext()
                page = link_to(
                    docname, nodes.inline(title, title), kind="page", domain="message"
                )
                items = nodes.bullet_list()
                for name, entry in entries.items():
                    words = nodes.inline("", "", *inline(entry.template))
                    link = link_to(name, words, kind="message", domain="message")
                    items += nodes.list_item("", nodes.paragraph("", "", link))
                listed += nodes.definition_list_item(
                    "", nodes.term("", "", page), nodes.definition("", items)
                )
            place.replace_self(listed if len(listed) else [])


def visit_texts(self: "HTML5Translator", node: message_texts) -> None:
    """Open the texts."""
    self.body.append('<div class="message-texts">\n')


def depart_texts(self: "HTML5Translator", node: message_texts) -> None:
    """Close the texts."""
    self.body.append("</div>\n")


def visit_varying(self: "HTML5Translator", node: varying) -> None:
    """Open the part; its name is that of what varies."""
    word = html.escape(node["word"])
    self.body.append(
        f'<span class="varies" role="img" aria-label="({word})" title="{word}">'
    )


def depart_varying(self: "HTML5Translator", node: varying) -> None:
    """Close the part."""
    self.body.append("</span>")


def setup(app: "Sphinx") -> None:
    """Register the directives, the role and the domain."""
    app.add_domain(MessageDomain)
    add_node(app, varying, visit_varying, depart_varying)
    app.add_node(message_list)
    app.add_role("message", MessageRole())
    app.add_directive("message", MessageDirective)
    app.add_directive("messages", MessagesDirective)
    app.add_post_transform(FillLists)
    add_node(app, message_texts, visit_texts, depart_texts)
    load_with(app, message_texts, ["messages.css"])
