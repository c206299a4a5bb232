"""The directives of old idioms: a table for each probe, and a list of all errors.

The cells come from the recordings of `cheatsheet.store.probes` and from nothing else::

    .. probe:: probe_loop

    .. probe-errors::

A cell of which nothing was recorded says so.
"""

import html
import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from cheatsheet.sphinxext import card
from cheatsheet.sphinxext.domain import ExampleDomain
from cheatsheet.store.probes import NOT_RUN, REPAIR, VERSIONS, Answers, cells
from cheatsheet.store.project import is_probe
from looptape.script import Script, ScriptError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

# Symbol and word of a cell: neither needs colour.
WORDS = {
    "ok": ("✓", "works"),
    "warning": ("!", "warns"),
    "error": ("✗", "fails"),
    "none": ("\u2013", "none"),
    NOT_RUN: ("?", "not run"),
}
MISSING = re.compile(
    r"AttributeError: (module '\S+'|type object '\S+') has no attribute"
)


class probe_table(nodes.General, nodes.Element):
    """A table in HTML; elsewhere the same as a list, which is inside."""


class Row(NamedTuple):
    """One idiom.

    Attributes:
        idiom: Words and code, the latter in backticks.
        said: By version: how it went, and the messages.
    """

    idiom: str
    said: dict[str, tuple[str, list[str]]]

    @property
    def runs(self) -> list[tuple[list[str], str]]:
        """Neighbouring versions on which it went alike."""
        found = groupby(VERSIONS, key=lambda version: self.said[version][0])
        return [(list(versions), status) for status, versions in found]

    @property
    def messages(self) -> dict[str, list[str]]:
        """The versions of each message, in the order in which they first came."""
        found: dict[str, list[str]] = {}
        for version in VERSIONS:
            for message in self.said[version][1]:
                found.setdefault(message, []).append(version)
        return found

    def anchor(self, probe: str) -> str:
        """The row's id on the page."""
        words = re.sub(r"[^a-z0-9]+", "-", self.idiom.lower()).strip("-")
        return f"{probe.removeprefix('probe_').replace('_', '-')}-{words}"


def rows(answers: Answers) -> list[Row]:
    """Make a row of each idiom that any Python was asked about."""
    said = {version: cells(lines) for version, lines in answers.lines.items()}
    idioms = dict.fromkeys(idiom for found in said.values() for idiom in found)
    return [
        Row(
            idiom,
            {one: parsed(said.get(one, {}).get(idiom, NOT_RUN)) for one in VERSIONS},
        )
        for idiom in idioms
    ]


def parsed(line: str) -> tuple[str, list[str]]:
    """Split what a Python said into how it went, and its messages."""
    status, _, text = line.partition(": ")
    messages = text.split(" | ") if text else []
    if messages and MISSING.match(messages[0]):
        status = "none"
    return status, messages


def html_of(found: list[Row], probe: str) -> str:
    """Write the table: a row of cells under each idiom, messages under the cells."""
    width = len(VERSIONS)
    head = "".join(f'<th scope="col">{version}</th>' for version in VERSIONS)
    opening = f'<table class="probe" aria-label="{probe}, by Python version">'
    parts = [f"{opening}<thead><tr>{head}</tr></thead>\n"]
    for row in found:
        parts.append(
            f'<tbody id="{row.anchor(probe)}"><tr><th scope="rowgroup" '
            f'colspan="{width}">{code(row.idiom)}</th></tr>\n<tr>'
        )
        for versions, status in row.runs:
            symbol, word = WORDS[status]
            kind = status.replace(" ", "-")
            parts.append(
                f'<td class="{kind}" colspan="{len(versions)}">'
                f"<b>{short(versions)}</b> <span>"
                f'<span aria-hidden="true">{symbol}</span> {word}</span></td>'
            )
        parts.append("</tr>\n")
        if row.messages:
            parts.append(f'<tr><td colspan="{width}"><ul>')
            for message, versions in row.messages.items():
                parts.append(
                    f"<li><b>{card.spoken(versions)}</b> "
                    f"<code>{html.escape(message)}</code></li>"
                )
            parts.append("</ul></td></tr>\n")
        parts.append("</tbody>\n")
    return f"{''.join(parts)}</table>\n"


def short(versions: list[str]) -> str:
    """Neighbouring versions in as few letters as fit on a phone."""
    first, last = versions[0], versions[-1]
    return first if first == last else f"{first}\u2013{last}"


def code(text: str) -> str:
    """Words in HTML, with those in backticks as code."""
    escaped = html.escape(text, quote=False)
    return re.sub(r"`([^`]+)`", r'<code class="literal">\1</code>', escaped)


def list_of(found: list[Row]) -> nodes.definition_list:
    """The same as a list; the search reads this one too."""
    items = nodes.definition_list()
    for row in found:
        said = nodes.definition()
        went = "; ".join(
            f"{card.spoken(versions)}: {WORDS[status][1]}"
            for versions, status in row.runs
        )
        said += nodes.paragraph(went, went)
        for message, versions in row.messages.items():
            said += nodes.paragraph(
                "",
                "",
                nodes.Text(f"{card.spoken(versions)}: "),
                nodes.literal(message, message),
            )
        items += nodes.definition_list_item(
            "", nodes.term("", "", *card.prose(row.idiom)), said
        )
    return items


class AboutProbes(SphinxDirective):
    """What both directives do."""

    def read(self, path: Path) -> tuple[Script, list[Row], Answers] | None:
        """Read a probe and its recording; warn where one is missing or stale."""
        recording = Path(self.config.example_folder) / "recordings"
        recording = recording / path.parent.name / f"{path.stem}.json"
        self.env.note_dependency(path)
        self.env.note_dependency(recording)
        try:
            script = Script.read(path)
            answers = Answers.load(recording)
        except (ScriptError, OSError, ValueError) as error:
            self.warn(f"{recording}: {error}; {REPAIR}")
            return None
        if answers.digest != script.digest:
            self.warn(f"{recording}: older than {path}; {REPAIR}")
            return None
        return script, rows(answers), answers

    def warn(self, message: str) -> None:
        """Warn with the file and the line of the directive."""
        logger.warning(message, location=self.get_location(), type="example")


class ProbeDirective(AboutProbes):
    """Show what a probe found, and the probe, folded away."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read the probe and its recording; return what stands on the page."""
        name = self.arguments[0].strip()
        folder = Path(self.config.example_folder) / "examples"
        key = f"old_and_new/{name}"
        read = self.read(folder / f"{key}.py")
        if read is None:
            return []
        script, found, answers = read
        table = probe_table("", list_of(found), html=html_of(found, name))
        names = [f"Python {answers.pythons[one]}" for one in answers.pythons]
        said = f"Recorded on {', '.join(names).replace(', Python', ',')}."
        shown = card.build(
            script, card.parts_of(script, None), [], with_run=False, whole=True
        )
        shown["ids"] = [f"example-{name}"]
        self.state.document.note_explicit_target(shown)
        domain = self.env.domains["example"]
        assert isinstance(domain, ExampleDomain)
        domain.note(key, shown["ids"][0], script.title, self.lineno)
        inner = [*card.introduction(script), shown]
        result: list[nodes.Node] = [
            table,
            nodes.paragraph(said, said, classes=["probe-recorded"]),
            card.fold(script, [], inner),
        ]
        for node in result:
            self.set_source_info(node)
        return result


class ErrorsDirective(AboutProbes):
    """List every message of every probe, with links to the idioms that give it."""

    def run(self) -> list[nodes.Node]:
        """Read all probes and their recordings."""
        self.env.note_reread()  # A probe may have come that nothing knows of yet.
        folder = Path(self.config.example_folder) / "examples"
        places: dict[str, list[nodes.Node]] = {}
        for path in sorted(filter(is_probe, folder.glob("*/*.py"))):
            read = self.read(path)
            for row in read[1] if read else []:
                for message in row.messages:
                    # What a probe says by itself has no capital letter.
                    if message[0].isupper() and not MISSING.match(message):
                        link = self.link(path.stem, row)
                        places.setdefault(message, []).append(link)
        listed = nodes.definition_list(classes=["probe-errors"])
        for message in sorted(places, key=str.lower):
            links: list[nodes.Node] = []
            for link in places[message]:
                links += [nodes.Text("; "), link] if links else [link]
            listed += nodes.definition_list_item(
                "",
                nodes.term("", "", nodes.literal(message, message)),
                nodes.definition("", nodes.paragraph("", "", *links)),
            )
        return [listed]

    def link(self, probe: str, row: Row) -> nodes.Node:
        """Link to an idiom's row."""
        return addnodes.pending_xref(
            row.idiom,
            nodes.inline("", "", *card.prose(row.idiom)),
            refdomain="example",
            reftype="probe",
            reftarget=f"{probe}#{row.anchor(probe)}",
            refexplicit=True,
            refwarn=True,
        )


def visit_table(self: "HTML5Translator", node: probe_table) -> None:
    """Write the table."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def setup(app: "Sphinx") -> None:
    """Register directives and the node."""
    others = ("latex", "text", "man", "texinfo")
    plain: dict[str, Any] = dict.fromkeys(others, (card.ignore, card.ignore))
    app.add_node(probe_table, html=(visit_table, None), **plain)
    app.add_directive("probe", ProbeDirective)
    app.add_directive("probe-errors", ErrorsDirective)
