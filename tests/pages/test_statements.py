"""What pages say of code is held to its proof.

A paragraph that states behaviour is one that has code, a name of asyncio or a
duration in it. It is in a section with an example, links to an example, or links
to the reference. Durations and quoted words are in a recording that the reader
sees there. Inline code is Python, its names exist, and lines offered for copying
are in a script. `statements.toml` has the exceptions, each with its reason.
"""

import importlib
import keyword
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from cheatsheet.sphinxext import sheet
from cheatsheet.store.project import all_scripts
from tests.pages.test_pages import PAGES

LISTED: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("statements.toml").read_text("utf-8")
)
by_page = pytest.mark.parametrize("page", PAGES)

# Cards, what probes were told, and the recorded texts of a message.
SHOWN = ".example, .probe, .probe-errors, table[aria-label^=probe_], .message-texts"
RECORDED = ["example", "sheet", "message-texts"]
DURATION = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) s\b")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MODULE = re.compile(r"\b(?:asyncio|aiohttp)(?:\.\w+)+")
QUOTED = re.compile("“([^”]+)”")
# What inline code may be besides Python: an option, a path, an address, a keyword
# argument, a command line, the name of a file or of a variable of the shell.
OTHER = re.compile(
    r"-{1,2}\w.*|[\w./<>-]*/[\w./<>-]*|https?://.*|\w+=|\*\.\w+|[\w-]+\.\w+"
    r"|(?:python[\d.]*|nox|uv|pipx|pip|kill|ulimit|sphinx-build|git)\b.*|[A-Z_]+=\w+"
)


@cache
def article(site: Path, page: str) -> Tag:
    """The text of a page."""
    tree = BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser")
    found = tree.select_one("article")
    assert found is not None
    return found


def words(tag: Tag) -> str:
    """The text of a tag in one line."""
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def paragraphs(page: Tag) -> Iterator[tuple[Tag, Tag]]:
    """Each paragraph of the text with the section it is in."""
    for paragraph in page.select("p"):
        section = paragraph.find_parent("section")
        inside = paragraph.find_parent(class_=[*RECORDED, "sheet-rules"])
        if section is not None and inside is None and not paragraph.select("h1, h2"):
            yield paragraph, section


def shown_in(section: Tag) -> list[Tag]:
    """What a section shows itself; the opening of a page speaks of all of it."""
    found = section.select(SHOWN)
    if section.find("h1", recursive=False):
        return found
    return [one for one in found if one.find_parent("section") is section]


def unlisted(kind: str, page: str, found: list[str]) -> list[str]:
    """What is found and has no reason in the list; fails where a reason is idle."""
    listed = {
        key.partition(": ")[2]
        for key in LISTED.get(kind, {})
        if key.startswith(f"{page}: ")
    }
    idle = {text for text in listed if not any(one.startswith(text) for one in found)}
    assert not idle, f"take out of [{kind}]: {idle}"
    return [one for one in found if not any(one.startswith(text) for text in listed)]


@by_page
def test_statements_have_their_proof(site: Path, page: str) -> None:
    found = []
    for paragraph, section in paragraphs(article(site, page)):
        text = words(paragraph)
        states = paragraph.select("code") or DURATION.search(text)
        whole = paragraph.find_parent("tr") or paragraph  # A row is one statement.
        links = [str(link["href"]) for link in whole.select("a[href]")]
        proof = any("#example-" in one or one.startswith("http") for one in links)
        leads_on = section.get("id") == "see-also"
        if states and not (proof or leads_on or shown_in(section)):
            found.append(text)
    assert not unlisted("unproved", page, found), "link an example or the reference"


@by_page
def test_durations_are_those_of_a_run(site: Path, page: str) -> None:
    found = []
    for paragraph, section in paragraphs(article(site, page)):
        text = words(paragraph)
        cards = shown_in(section)
        known = set(NUMBER.findall(" ".join(map(words, cards))))
        if cards and not set(DURATION.findall(text)) <= known:
            found.append(text)
    assert not unlisted("duration", page, found), "no run of the section has that"


@by_page
def test_quoted_words_are_what_something_said(site: Path, page: str) -> None:
    whole = article(site, page)
    said = " ".join(words(one) for one in whole.select(f"{SHOWN}, table"))
    found = [
        quoted
        for paragraph, _ in paragraphs(whole)
        for quoted in QUOTED.findall(words(paragraph))
        if " " in quoted
        and quoted.rstrip(".,!?") not in said
        # The name of a row of a table, to which it leads.
        and quoted.strip() not in {words(one).strip("“” ") for one in paragraph("a")}
    ]
    assert not unlisted("quoted", page, found), "nothing on the page says that"


def is_python(code: str) -> bool:
    """Whether something is a line of Python, or a few of its keywords."""
    tokens = re.findall(r"\w+|\S", code)
    if all(keyword.iskeyword(token) or token == "*" for token in tokens):
        return True
    for text in (code, f"{code}:", code.replace("...", "_")):
        try:
            sheet.wanted(text)
        except SyntaxError:
            continue
        return True
    return False


def exists(name: str) -> bool:
    """Whether a dotted name leads to something on this Python."""
    module, *rest = name.split(".")
    found = importlib.import_module(module)
    for part in rest:
        if not hasattr(found, part):
            try:
                importlib.import_module(f"{found.__name__}.{part}")
            except (ImportError, AttributeError):
                return False
        found = getattr(found, part)
    return True


@by_page
def test_inline_code_is_python_and_its_names_exist(site: Path, page: str) -> None:
    if page.startswith("old_and_new/") or page == "errors/old_names":
        pytest.skip("old code, which probes ask each Python about")
    found = []
    for code in article(site, page).select("code.literal"):
        text = code.get_text()
        inside = code.find_parent(class_=RECORDED) or code.find_parent("a")
        if inside or OTHER.fullmatch(text):
            continue
        if not is_python(text):
            # There, what is no Python is a message that resembles the one above.
            found += [] if page.startswith("errors/") else [text]
        elif not all(map(exists, MODULE.findall(text))):
            found.append(text)
    assert not unlisted("code", page, found), "no Python, or no such name"


@by_page
def test_lines_to_copy_are_in_a_script(site: Path, page: str) -> None:
    found = []
    for code in article(site, page).select("dl.pairs > dt code"):
        lines = code.get_text().split("\n")
        if not OTHER.fullmatch(lines[0]) and not any(
            all(sheet.names_of(line, script) is not None for line in lines)
            for script in all_scripts()
        ):
            found.append(code.get_text())
    assert not unlisted("copied", page, found), "no script has this line"


def test_the_list_names_pages() -> None:
    kinds = {"unproved", "duration", "quoted", "code", "copied"}
    assert LISTED.keys() <= kinds
    for listed in LISTED.values():
        assert {key.partition(": ")[0] for key in listed} <= set(PAGES)
        assert all(listed.values())
