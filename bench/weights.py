"""What a page sends before anything is pressed, compressed."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from bench.figures import SITE, row

OURS = ("card.css", "timeline.css", "stepper.css", "browser/")
IMPORT = re.compile(r"""(?:from|import)\s*["'](\./[^"']+)["']""")


def loaded_by(script: Path) -> set[Path]:
    """A module and those that it imports at once; not those it imports on demand."""
    found = {script}
    for name in IMPORT.findall(script.read_text("utf-8")):
        found |= loaded_by((script.parent / name).resolve())
    return found


def loaded_with(page: Path) -> set[Path]:
    """A page and every file that it asks for by itself."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    links = [link["href"] for link in soup.select("link[rel~=stylesheet][href]")]
    links += [link["href"] for link in soup.select("link[rel~=icon][href]")]
    scripts = [script["src"] for script in soup.select("script[src]")]
    found = {page}
    for link in links:
        found.add((page.parent / urlsplit(str(link)).path).resolve())
    for link in scripts:
        found |= loaded_by((page.parent / urlsplit(str(link)).path).resolve())
    return found


def weight(paths: set[Path]) -> int:
    """Bytes of files, each compressed for itself."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def measure() -> None:
    """Print the heaviest pages, and what a card adds to a page."""
    pages = {page: loaded_with(page) for page in sorted(SITE.rglob("*.html"))}
    # The playground is an editor before it is a page, so it has a row of its own.
    editor = pages.pop(SITE / "playground.html")
    for page, paths in sorted(pages.items(), key=lambda item: -weight(item[1]))[:3]:
        name = page.relative_to(SITE).as_posix()
        row(f"weight of {name}", f"{weight(paths) / 1000:.1f} KB", "60 KB at most")
    row("weight of playground.html", f"{weight(editor) / 1000:.1f} KB", "no limit")
    files = {path for paths in pages.values() for path in paths}
    ours = {
        path for path in files if str(path).partition("_static/")[2].startswith(OURS)
    }
    names = ", ".join(sorted(path.name for path in ours))
    row(f"a card's own files: {names}", f"{weight(ours) / 1000:.1f} KB", "15 KB")
    runtime = set(json.loads((SITE / "_static/browser/files.json").read_text("utf-8")))
    early = {
        path for path in files | editor if str(path).partition("browser/")[2] in runtime
    }
    row("files of the runtime before the first press", str(len(early)), "none")
