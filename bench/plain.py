"""The pages as plain Sphinx would have them: what building ours is compared with.

Text, theme and other extensions are the same. A card is its introduction, its code
and its output as literal blocks, a row of the sheet a block and a sentence, a probe
the lines that were recorded.
"""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

from cheatsheet.sphinxext.card import passages_of
from cheatsheet.store.folder import Store
from cheatsheet.store.probes import Answers
from looptape.script import Script

OURS = "example|example-summary|sheet|sheet-pdf|probe|probe-errors|picture|playground"
# A directive with its options and content: all that is indented more.
DIRECTIVE = re.compile(
    rf"^(?P<indent> *)\.\. (?:(?P<name>{OURS})|\|pdf\| sheet-pdf)::(?P<argument>.*)\n"
    r"(?P<body>(?:(?P=indent) +\S.*\n|[ ]*\n(?=(?P=indent) +\S))*)",
    re.MULTILINE,
)
FENCE = re.compile(
    rf"^```\{{(?P<name>{OURS})\}}(?P<argument>.*)\n(?P<body>(?s:.*?))^```$",
    re.MULTILINE,
)
ROLE = re.compile(r":example:script:`([^`]*)`|\{example:script\}`([^`]*)`")


class Plain:
    """Writes pages without our extension.

    Args:
        store: The scripts and recordings that the pages show.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def write(self, source: Path, target: Path) -> None:
        """Write one page again.

        Args:
            source: The page of ours, in either markup.
            target: Where the plain one is put.
        """
        text = source.read_text("utf-8")
        if source.suffix == ".md":
            text = FENCE.sub(lambda it: self.blocks(it, fenced), text)
            text = ROLE.sub(lambda it: f"`{it[2]}`", text)
        else:
            text = DIRECTIVE.sub(self.indented, text)
            text = ROLE.sub(lambda it: f"``{it[1]}``", text)
            # The index of examples is a page of the extension.
            text = re.sub(r":ref:`([^<`]*?) ?<example-index>`", r"\1", text)
            text = text.replace(":ref:`example-index`", "All examples")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def indented(self, found: re.Match[str]) -> str:
        """A directive's plain form, as far in as it was."""
        if found["name"] is None:
            return ".. |pdf| replace:: PDF\n"
        return textwrap.indent(self.blocks(found, directive), found["indent"])

    def blocks(self, found: re.Match[str], block: Callable[[str, str], str]) -> str:
        """Return what plain Sphinx shows in place of a directive of ours.

        Args:
            found: The directive.
            block: Writes a literal block of a language.
        """
        name, argument = found["name"], found["argument"].strip()
        tick = "`" if block is fenced else "``"
        if name == "example":
            shown = self.example(argument, found["body"], tick, block)
        elif name == "sheet":
            rows = re.findall(r"((?:.+\n)+?) *-- [^:]*: (.*)\n", found["body"])
            shown = []
            for code, does in rows:
                shown += [python(textwrap.dedent(code).rstrip(), block), does]
        elif name == "probe":
            shown = self.probe(f"old_and_new/{argument}", block)
        elif name == "picture" and block is fenced:
            shown = [f"![](/pictures/{argument}.svg)"]
        elif name == "picture":
            shown = [f".. image:: /pictures/{argument}.svg"]
        elif name == "playground":
            titles = [one.title for one in self.store.scripts()]
            shown = [f"- {re.sub('`+', tick, title)}" for title in titles]
        else:
            shown = [f"{len(self.store.files())} scripts."]
        return "\n" + "\n\n".join(shown) + "\n\n"

    def example(
        self, key: str, body: str, tick: str, block: Callable[[str, str], str]
    ) -> list[str]:
        """A card: its introduction, its code, and what each program printed."""
        script = Script.read(self.store.script_path(key))
        only = re.search(r":only:(.*)", body)
        names = [name.strip() for name in only[1].split(",")] if only else None
        shown = []
        if not only and ":again:" not in body:
            shown = [re.sub("`+", tick, textwrap.dedent(script.docstring))]
        shown += [python(text, block) for _, text in passages_of(script, names)]
        if ":no-output:" in body:
            return shown
        for path in self.store.paths_of(key):
            output = self.store.load(path).output
            for program in sorted({line.program for line in output}):
                lines = [line.text for line in output if line.program == program]
                shown.append(block("text", "\n".join(lines)))
        return shown

    def probe(self, key: str, block: Callable[[str, str], str]) -> list[str]:
        """A probe: each different answer of a Python, and the script."""
        script = Script.read(self.store.script_path(key))
        answers = self.store.parsed(self.store.path_of(key), Answers.from_json)
        said = dict.fromkeys("\n".join(lines) for lines in answers.lines.values())
        whole = [python(text, block) for _, text in passages_of(script, None)]
        return [*(block("text", lines) for lines in said), *whole]


def python(text: str, block: Callable[[str, str], str]) -> str:
    """A literal block of Python."""
    return block("python", text)


def directive(language: str, text: str) -> str:
    """A literal block in reStructuredText."""
    return f".. code-block:: {language}\n\n{textwrap.indent(text, '   ')}"


def fenced(language: str, text: str) -> str:
    """A literal block in Markdown."""
    return f"````{language}\n{text}\n````"


def write_twin(source: Path, target: Path) -> None:
    """Write the project's pages and settings without our extension.

    Args:
        source: The project, or a copy of it.
        target: A folder for `conf.py` and `docs/`.
    """
    plain = Plain(Store(source))
    for path in sorted((source / "docs").rglob("*")):
        copy = target / path.relative_to(source)
        if path.suffix in {".rst", ".md"}:
            plain.write(path, copy)
        elif path.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    conf = (source / "conf.py").read_text("utf-8")
    conf = conf.replace('    "cheatsheet.sphinxext",\n', "")
    (target / "conf.py").write_text(conf, "utf-8")
