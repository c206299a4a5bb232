"""The card of an example, as nodes.

A card holds a header, notes, the code and the recorded output.
Code and output are literal blocks of their own kind: every builder can write
them, and `card_html` adds line numbers, links, times and names.
"""

import ast
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from docutils import nodes

from cheatsheet.sphinxext import links
from cheatsheet.sphinxext.common import LITERAL, in_a_row, link_to
from cheatsheet.store.comparing import masked
from cheatsheet.store.folder import minor
from cheatsheet.store.project import BROWSER
from looptape.recording import Recording
from looptape.script import BLOCK, Script, ScriptError
from looptape.text.lines import lines_of
from looptape.text.words import series
from looptape.timeline import Figure, View, output
from looptape.timeline.prose.parts import plain
from looptape.timeline.prose.table import Row

TOLD = 20  # Steps; a run of more is told by its headline alone.
STEP_OF_ROW = re.compile(r'(<span class="example-row"[^>]*) data-k="\d+"')


class example_card(nodes.General, nodes.Element):
    """All of a card."""


class example_fold(nodes.General, nodes.Element):
    """A card that is closed until its reader opens it, and what introduces it."""


class example_header(nodes.paragraph):
    """The file's name, the Pythons it is the same on, and a link to the file."""


class example_run(nodes.General, nodes.Element):
    """All that shows one run; the page's script puts the reader's own there."""


class example_code(nodes.literal_block):
    """Code with the line numbers of its file."""


class example_figure(nodes.General, nodes.Element):
    """The picture of the run, and the same as a table.

    `chunks` holds the steps of a long run, which the site has at `address`.
    `told` is the headline, and `steps` are times and sentences of a short run.
    """


class example_output(nodes.literal_block):
    """What one program printed, with times and the names of who printed."""


def passages_of(script: Script, only: list[str] | None) -> list[tuple[int, str]]:
    """Choose the code to show.

    Args:
        script: The script.
        only: Names of functions and classes at its top level; None for all but
            the metadata block and the docstring.

    Returns:
        The first line's number in the file, and the text, of each passage.

    Raises:
        ScriptError: The script has no function or class of that name.
    """
    lines = script.source.splitlines()
    if only is None:
        spans = [(first_line(script), len(lines))]
    else:
        defined = {
            node.name: node
            for node in script.tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        for name in only:
            if name not in defined:
                raise ScriptError(
                    f"{script.path}: has no function or class {name!r}; "
                    f"it has {', '.join(defined) or 'none'}"
                )
        spans = []
        for name in only:
            node = defined[name]
            start = min([node.lineno, *(item.lineno for item in node.decorator_list)])
            spans.append((start, node.end_lineno or start))
    return [(start, "\n".join(lines[start - 1 : end])) for start, end in spans]


def first_line(script: Script) -> int:
    """Number of the first line after the metadata block and the docstring."""
    hidden = 0
    block = BLOCK.search(script.source)
    if block:
        hidden = script.source.count("\n", 0, block.end()) + 1
    if script.docstring:
        hidden = max(hidden, script.tree.body[0].end_lineno or 0)
    lines = script.source.splitlines()
    while hidden < len(lines) and not lines[hidden].strip():
        hidden += 1
    return hidden + 1


def prose(text: str) -> list[nodes.Node]:
    """Turn plain text into nodes: words in backticks are literals."""
    inline: list[nodes.Node] = []
    for number, piece in enumerate(LITERAL.split(text)):
        if number % 2:
            inline.append(nodes.literal(piece, piece))
        elif piece:
            inline.append(nodes.Text(piece))
    return inline


def introduction(script: Script) -> list[nodes.Node]:
    """Turn the docstring into what is above the card.

    Its first line is run in, in bold; indented paragraphs are literal.
    """
    above: list[nodes.Node] = []
    title = nodes.strong("", "", *prose(f"{script.title}."))
    for text in re.split(r"\n\s*\n", script.introduction):
        if text.startswith("    "):
            command = "\n".join(line.strip() for line in text.splitlines())
            above.append(nodes.literal_block(command, command, language="console"))
        elif text:
            above.append(nodes.paragraph("", "", *prose(" ".join(text.split()))))
    if above and isinstance(above[0], nodes.paragraph):
        above[0].insert(0, [title, nodes.Text(" ")])
    else:
        above.insert(0, nodes.paragraph("", "", title))
    return above


def build(
    script: Script,
    passages: list[tuple[int, str]],
    recordings: list[Recording],
    with_run: bool,
    whole: bool,
) -> example_card:
    """Make a card.

    Args:
        script: The script.
        passages: What `passages_of` returned.
        recordings: The recording, then those of Pythons on which it differs.
        with_run: Whether to show more than code: what to know of the run.
        whole: Whether the passages are all of the script.
    """
    name = script.path.name
    same = same_on(recordings)
    header = example_header(name, "", nodes.literal(name, name), file=name, same=same)
    header["address"] = f"examples/{script.key}.py"
    header["translatable"] = False
    if same:
        header += nodes.Text(f" ({same})")
    card = example_card("", header, file=name, script=script.key)
    # What the page's script needs to run it: the program, and its companions.
    card["files"] = [f"examples/{one.key}.py" for one in [script, *script.companions]]
    card["packages"] = script.metadata.get("dependencies", [])
    runs = script.settings.clock == "virtual" and script.oldest <= BROWSER
    card["runs"] = with_run and whole and runs
    for content in notes(script, recordings) if with_run else []:
        card += nodes.paragraph("", "", *content, classes=["example-note"])
    names = links.names_of(script.tree, script.source)
    for start, text in passages:
        shown = range(start, start + text.count("\n") + 1)
        code = example_code(text, text, language="python", linenos=True)
        code["highlight_args"] = {"linenostart": start}
        code["names"] = [name for name in names if name[0] in shown]
        card += code
    if recordings:
        card += run(recordings, script)
    return card


def fold(
    script: Script, recordings: list[Recording], inner: list[nodes.Node]
) -> example_fold:
    """Close a card: its title, one line and a small picture stay in sight.

    Args:
        script: The script.
        recordings: Its recordings; without any there is no small picture.
        inner: The introduction and the card.
    """
    line = script.path.name
    picture = ""
    if recordings:
        figure = Figure(recordings[0])
        told = "".join(words for words, _ in figure.headline).rstrip(".")
        line = f"{line}: {told[:1].lower()}{told[1:]}"
        picture = figure.thumbnail()
    return example_fold("", *inner, title=script.title, line=line, picture=picture)


def run(recordings: list[Recording], script: Script) -> example_run:
    """Make what shows a run: its output, picture and table.

    Args:
        recordings: The recording, then those of Pythons on which it differs.
        script: The script.
    """
    shown = example_run()
    shown += outputs(recordings[0], "")
    for recording, pythons in others(recordings, script.settings.varies):
        if printed(recording) != printed(recordings[0]):
            shown += outputs(recording, f" on Python {spoken(pythons)}")
    figure = Figure(recordings[0])
    picture = example_figure("", html=figure.html(), table=figure.table())
    picture["address"] = f"examples/{script.key}.steps.json"
    picture["chunks"] = []
    # The same in words, for a page without a picture; a long run is left to the page.
    picture["told"] = plain(figure.headline)
    steps = figure.rows() if len(figure.view.steps) <= TOLD else []
    picture["steps"] = [
        (row.time, plain(row.sentence)) for row in steps if isinstance(row, Row)
    ]
    if figure.overview is not None:
        chunks = range(figure.overview.chunks)
        picture["chunks"] = [figure.chunk(chunk) for chunk in chunks]
    shown += picture
    return shown


def printed(recording: Recording) -> list[tuple[str, int, str, int]]:
    """What a reader sees of the output; numbers of steps and real times may differ."""
    virtual = recording.clock == "virtual"
    return [
        (line.text, line.at if virtual else 0, line.stream, line.program)
        for line in lines_of(recording.output)
    ]


def others(
    recordings: list[Recording], varies: Sequence[str]
) -> list[tuple[Recording, list[str]]]:
    """The runs that differ from the first one, those that print the same as one.

    Args:
        recordings: The recording, then those of Pythons on which it differs.
        varies: `Settings.varies` of the script: these parts count as the same.

    Returns:
        The first of those that print the same, and all their Pythons.
    """

    def shown(recording: Recording) -> Any:
        lines = [(masked(text, varies), *rest) for text, *rest in printed(recording)]
        return lines, recording.error

    found: list[tuple[Recording, list[str]]] = []
    for other in recordings[1:]:
        for recording, pythons in found:
            if shown(recording) == shown(other):
                pythons.extend(other.pythons)
                break
        else:
            found.append((other, [*other.pythons]))
    return found


def same_on(recordings: list[Recording]) -> str:
    """Say on which Pythons the run was the same, or nothing without a recording."""
    if not recordings or not recordings[0].pythons:
        return ""
    pythons = recordings[0].pythons
    said = f"on Python {spoken(pythons)}"
    return f"same {said}" if len(pythons) > 1 else f"recorded {said}"


def spoken(pythons: list[str]) -> str:
    """Put versions into words: `3.11 to 3.14`, or `3.11 and 3.13` with gaps."""
    minors = sorted(map(minor, pythons))
    if len(minors) > 1 and all(b - a == 1 for a, b in pairwise(minors)):
        return f"3.{minors[0]} {'to' if len(minors) > 2 else 'and'} 3.{minors[-1]}"
    return series([f"3.{one}" for one in minors])


def notes(script: Script, recordings: list[Recording]) -> list[list[nodes.Node]]:
    """Collect what a reader has to know before trusting or running the code."""
    said: list[list[nodes.Node]] = []
    needs = script.metadata.get("dependencies", [])
    if needs:
        run = f"`uv run {script.path.name}` installs what it needs"
        said.append(prose(f"Needs {', '.join(needs)}: {run}."))
    if script.companions:
        files = [(one.key, one.path.name) for one in script.companions]
        links = in_a_row(link_to(key, nodes.literal(name, name)) for key, name in files)
        said.append([nodes.Text("Recorded together with "), *links, nodes.Text(".")])
    if script.settings.clock == "real":
        reason = script.settings.because.rstrip(".")
        # Each reason is a clause; the script is what `it` stands for in many.
        how = "This script was recorded on a real clock, with rounded times"
        said.append(prose(f"{how}, because {reason}."))
    if recordings and recordings[0].simulated:
        what = " and ".join(recordings[0].simulated)
        said.append(prose(f"Recorded with simulated {what}, in virtual time."))
    for other, pythons in others(recordings, script.settings.varies):
        s = "s" if len(pythons) == 1 else ""
        what = f"print{s} different lines"
        if printed(other) == printed(recordings[0]):
            what = f"take{s} different steps but print{s} the same output"
        said.append(prose(f"Python {spoken(pythons)} {what}."))
    return said


def outputs(recording: Recording, where: str) -> list[nodes.Node]:
    """Show what each program printed, and how the run ended if it did not return.

    Args:
        recording: The run.
        where: Words that say on which Pythons, for all but the usual run.
    """
    view = View(recording)
    shown: list[nodes.Node] = []
    for program in output.programs(view):
        label = output.title(view, program, where)
        shown.append(nodes.paragraph("", label, classes=["example-label"]))
        lines = output.lines(view, program)
        if lines:
            text = "\n".join(line.text for line in lines)
            rows = output.rows(view, program)
            if where:  # The picture and its steps are those of the usual run.
                rows = STEP_OF_ROW.sub(r"\1", rows)
            shown.append(example_output(text, text, language="text", rows=rows))
        else:
            nothing = output.NOTHING
            shown.append(nodes.paragraph("", nothing, classes=["example-nothing"]))
    if output.ended(view):
        shown.append(nodes.paragraph("", output.ended(view), classes=["example-end"]))
    return shown
