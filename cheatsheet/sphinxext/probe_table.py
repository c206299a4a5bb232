"""The directives of old idioms: a table for each probe, and a list of all errors.

The cells come from the recordings of `cheatsheet.store.probes` and from nothing else::

    .. probe:: probe_loop

    .. probe-errors::

A cell of which nothing was recorded says so.
"""

import html
import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from cheatsheet.sphinxext import card
from cheatsheet.sphinxext.breaks import LINE
from cheatsheet.sphinxext.common import Directive, add_node, link_to, load_with
from cheatsheet.sphinxext.domain import ExampleDomain
from cheatsheet.store.folder import Stale, is_probe
from cheatsheet.store.probes import NOT_RUN, VERSIONS, Answers, cells
from looptape.script import Script, ScriptError
from looptape.text.breaks import breakable

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

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
        runs = groupby(VERSIONS, key=lambda version: self.said[version][0])
        return [(list(versions), status) for status, versions in runs]

    @property
    def messages(self) -> dict[str, list[str]]:
        """The versions of each message, in the order in which they first came."""
        versions: dict[str, list[str]] = {}
        for version in VERSIONS:
            for message in self.said[version][1]:
                versions.setdefault(message, []).append(version)
        return versions

    def anchor(self, probe: str) -> str:
        """The row's id on the page."""
        words = re.sub(r"[^a-z0-9]+", "-", self.idiom.lower()).strip("-")
        return f"{probe.removeprefix('probe_').replace('_', '-')}-{words}"


def rows(answers: Answers) -> list[Row]:
    """Make a row of each idiom that any Python was asked about."""
    said = {version: cells(lines) for version, lines in answers.lines.items()}
    idioms = dict.fromkeys(idiom for lines in said.values() for idiom in lines)
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


def html_of(idioms: list[Row], probe: str) -> str:
    """Write the table: a row of cells under each idiom, messages under the cells."""
    width = len(VERSIONS)
    head = "".join(f'<th scope="col">{version}</th>' for version in VERSIONS)
    opening = f'<table class="probe" aria-label="{probe}, by Python version">'
    pieces = [f"{opening}<thead><tr>{head}</tr></thead>\n"]
    for row in idioms:
        pieces.append(
            f'<tbody id="{row.anchor(probe)}"><tr><th scope="rowgroup" '
            f'colspan="{width}">{code(row.idiom)}</th></tr>\n<tr>'
        )
        for versions, status in row.runs:
            symbol, word = WORDS[status]
            kind = status.replace(" ", "-")
            pieces.append(
                f'<td class="{kind}" colspan="{len(versions)}">'
                f"<b>{short(versions)}</b> <span>"
                f'<span aria-hidden="true">{symbol}</span> {word}</span></td>'
            )
        pieces.append("</tr>\n")
        if row.messages:
            pieces.append(f'<tr><td colspan="{width}"><ul>')
            for message, versions in row.messages.items():
                pieces.append(
                    f"<li><b>{card.spoken(versions)}</b> "
                    f"<code>{breakable(html.escape(message), LINE)}</code></li>"
                )
            pieces.append("</ul></td></tr>\n")
        pieces.append("</tbody>\n")
    return f"{''.join(pieces)}</table>\n"


def short(versions: list[str]) -> str:
    """Neighbouring versions in as few letters as fit on a phone."""
    first, last = versions[0], versions[-1]
    return first if first == last else f"{first}\u2013{last}"


def code(text: str) -> str:
    """Words in HTML, with those in backticks as code."""
    escaped = html.escape(text, quote=False)
    return re.sub(r"`([^`]+)`", r'<code class="literal">\1</code>', escaped)


def list_of(idioms: list[Row]) -> nodes.definition_list:
    """The same as a list; the search reads this one too."""
    items = nodes.definition_list()
    for row in idioms:
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


class AboutProbes(Directive):
    """What both directives do."""

    def read(self, key: str) -> tuple[Script, Answers] | None:
        """Read a probe and its recording; warn where one is missing or stale.

        Args:
            key: Chapter and name of the probe.
        """
        path = self.store.path_of(key)
        self.env.note_dependency(path)
        try:
            script = self.read_script(key)
            return script, self.store.read(path, script, Answers.from_json)
        except (ScriptError, Stale) as error:
            self.warn(str(error))
            return None


class ProbeDirective(AboutProbes):
    """Show what a probe found, and the probe, folded away."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read the probe and its recording; return what is on the page."""
        name = self.arguments[0].strip()
        read = self.read(f"old_and_new/{name}")
        if read is None:
            return []
        script, answers = read
        idioms = rows(answers)
        table = probe_table("", list_of(idioms), html=html_of(idioms, name))
        table["anchors"] = [row.anchor(name) for row in idioms]
        names = [f"Python {answers.pythons[one]}" for one in answers.pythons]
        said = f"Recorded on {', '.join(names).replace(', Python', ',')}."
        shown = card.build(
            script, card.passages_of(script, None), [], with_run=False, whole=True
        )
        domain = ExampleDomain.of(self.env)
        domain.show(self.state.document, script, [], shown, self.lineno)
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
        files = self.store.files()
        # A probe may come that nothing on this page depends on yet.
        ExampleDomain.of(self.env).read_for[self.env.docname] = list(files)
        places: dict[str, list[nodes.Node]] = {}
        for key in [key for key, it in files.items() if is_probe(it)]:
            read = self.read(key)
            for row in rows(read[1]) if read else []:
                for message in row.messages:
                    # What a probe says by itself has no capital letter.
                    if message[0].isupper() and not MISSING.match(message):
                        probe = key.rpartition("/")[2]
                        link = link_to(
                            f"{probe}#{row.anchor(probe)}",
                            nodes.inline("", "", *card.prose(row.idiom)),
                            kind="probe",
                        )
                        places.setdefault(message, []).append(link)
        listed = nodes.definition_list(classes=["probe-errors"])
        for message in sorted(places, key=str.lower):
            links: list[nodes.Node] = []
            for place in places[message]:
                links += [nodes.Text("; "), place] if links else [place]
            listed += nodes.definition_list_item(
                "",
                nodes.term("", "", nodes.literal(message, message)),
                nodes.definition("", nodes.paragraph("", "", *links)),
            )
        return [listed]


def visit_table(self: "HTML5Translator", node: probe_table) -> None:
    """Write the table."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def setup(app: "Sphinx") -> None:
    """Register directives and the node."""
    add_node(app, probe_table, visit_table)
    load_with(app, probe_table, ["probe.css"])
    app.add_directive("probe", ProbeDirective)
    app.add_directive("probe-errors", ErrorsDirective)
