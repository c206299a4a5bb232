"""How many questions find a right section, with this search and with others.

MiniSearch is asked without our words, phrases and weights. Sphinx's search
needs a build of its own, which Pagefind reads as well. Pagefind finds
sections by headings with ids, so the ids of sections are moved onto their headings for
it; nothing else is tuned.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.figures import ROOT, chromium, row, served
from tests.pages.test_search import HERE, Query, queries, today
from tests.site.visitor import Handler

HOME = ROOT / "_build" / "searches"
PAGEFIND = "pagefind@1.6.0"
SECTION = re.compile(
    r'<section([^>]*?) id="([^"]+)"([^>]*)>'
    r'((?:\s*<span id="[^"]*"></span>)*\s*)<h([1-6])>'
)
# A result of a page stands for its part with most hits, as its own list shows it.
ASK = """async (questions) => {
  const pagefind = await import('/pagefind/pagefind.js');
  await pagefind.options({baseUrl: '/'});
  const answers = [];
  for (const question of questions) {
    const {results} = await pagefind.search(question);
    const found = [];
    for (const result of results.slice(0, 5)) {
      const {url, sub_results: parts} = await result.data();
      parts.sort((a, b) => b.locations.length - a.locations.length);
      found.push((parts[0]?.url ?? url).replace(/^\\//, ''));
    }
    answers.push(found);
  }
  return answers;
}"""

Answers = list[list[str]]


def build(folder: Path, *settings: str) -> None:
    """Build the pages, all of them."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-qE", "-c.", *settings]
    command += [f"-d{folder}-doctrees", "docs", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)


def by_node(program: Path, argument: Path, questions: list[str]) -> Answers:
    """Ask a search that runs in node."""
    done = subprocess.run(
        ["node", str(program), str(argument)],
        input=json.dumps(questions),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: Answers = json.loads(done.stdout)
    return found


def by_pagefind(site: Path, questions: list[str]) -> Answers:
    """Ask Pagefind, in a browser."""
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        page.write_text(SECTION.sub(r'<section\1\3>\4<h\5 id="\2">', text), "utf-8")
    (site / "blank.html").write_text("<!doctype html><title>Blank</title>", "utf-8")
    command = ["npx", "--yes", PAGEFIND, "--site", str(site)]
    subprocess.run(
        [*command, "--root-selector", "article"], check=True, capture_output=True
    )
    (site / "_headers").write_text("", "utf-8")  # Its policy allows no other search.
    with served(site, Handler) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/blank.html")
        found: Answers = page.evaluate(ASK, questions)
    return found


def measure() -> None:
    """Print the rates of each search, for each part of the questions."""
    ours, plain = HOME / "ours", HOME / "plain"
    build(ours)
    documents = ours / "_static/search/documents.json"
    pages = json.loads(documents.read_text("utf-8"))["pages"]
    names = {page["address"]: page["anchors"] for page in pages}
    asked = list(queries())
    searches: dict[str, Callable[[list[str]], Answers]] = {
        "this search": lambda all_: by_node(HERE / "search.mjs", documents, all_),
        "MiniSearch untuned": lambda all_: by_node(
            ROOT / "bench/minisearch.mjs", documents, all_
        ),
        "Sphinx": lambda all_: by_node(ROOT / "bench/sphinx_search.mjs", plain, all_),
        "Pagefind": lambda all_: by_pagefind(plain, all_),
    }
    build(plain, "-Dsearch_by_section=0")
    for name, search in searches.items():
        answers = search([query.text for query in asked])
        for part in dict.fromkeys(query.part for query in asked):
            own = [
                (query, hits)
                for query, hits in zip(asked, answers, strict=True)
                if query.part == part
            ]
            report(f"{name}, {part}", own, names)


def report(
    what: str, own: list[tuple[Query, list[str]]], names: dict[str, dict[str, str]]
) -> None:
    """Print how many of the queries found a right section."""

    def right(query: Query, hits: list[str]) -> bool:
        wanted = {today(anchor, names) for anchor in query.anchors}
        return any(today(hit, names) in wanted for hit in hits)

    rates = [
        sum(right(query, hits[:many]) for query, hits in own) / len(own)
        for many in (1, 3)
    ]
    nothing = sum(not hits for _, hits in own) / len(own)
    said = f"{rates[0]:.0%}, {rates[1]:.0%}, {nothing:.0%}"
    row(f"right first, of three, nothing: {what}", said, "80%, 95%, 0%")
