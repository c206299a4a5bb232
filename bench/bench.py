"""Measured figures of the project as ratios, each beside the figure to reach.

Nothing here fails: a busy machine may miss a figure. Measure on a quiet one.
"""

import asyncio
import contextlib
import gzip
import io
import os
import re
import resource
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

# This file is a script of its own folder; the project lies one above.
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from looptape.library import expected  # noqa: E402
from looptape.recorder import record  # noqa: E402
from looptape.script import EXAMPLES, all_scripts  # noqa: E402

PARTS = ["examples", "recordings", "looptape", "docs", "tests"]
FILES = ["README.md", "conf.py", "pyproject.toml", "package.json", "requirements.txt"]
DELAY = 1.0  # Seconds the news server takes to answer.
STORIES = 5


def row(what: str, found: str, wanted: str) -> None:
    """Print one figure."""
    print(f"{what:58} {found:>16}   (to reach: {wanted})", flush=True)


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes by the clock on the wall."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def processor_seconds(action: Callable[[], object]) -> float:
    """How much processor time the processes take that an action starts."""

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    start = spent()
    action()
    return spent() - start


def run(folder: Path, *command: str) -> None:
    """Run a Python module in a folder; its complaints are shown."""
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def build(folder: Path, *flags: str) -> None:
    """Build the site of a copy of the project."""
    # A twin of a page is in no table of contents.
    quiet = "-Dsuppress_warnings=toc.not_included"
    run(folder, "sphinx", "-q", quiet, *flags, "-c.", "docs", "_build/html")


@contextlib.contextmanager
def copied_project() -> Iterator[Path]:
    """A copy of what pages are made from, to be changed at will."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in PARTS:
            shutil.copytree(ROOT / name, copy / name)
        for name in FILES:
            shutil.copy(ROOT / name, copy / name)
        yield copy


def double(copy: Path) -> None:
    """Give every example a twin, on a twin of its page."""
    twins = {path.stem: f"{path.stem}_twin" for path in copy.glob("examples/*/*.py")}
    for path in list(copy.glob("examples/*/*.py")):
        shutil.copy(path, path.with_name(f"{twins[path.stem]}.py"))
    for page in pages_of(copy):
        text, cards = re.subn(
            r"(example::|\{example\}) (\S+)", r"\1 \2_twin", page.read_text("utf-8")
        )
        if not cards or page.stem == "index":
            continue
        # A label can be in one place only.
        text = re.sub(r"(?m)^(\.\. _[\w-]+:|\([\w-]+\)=)$", "", text)
        page.with_stem(f"{page.stem}_twin").write_text(text, "utf-8")


def recording() -> None:
    """All virtual examples, recorded, against the time they take for real."""
    virtual = [one for one in all_scripts() if one.settings.clock == "virtual"]
    real = sum(expected(script).until for script in virtual) / 1e9
    # The first time, each imports what it needs, such as aiohttp.
    for when in ("first", "second"):
        taken = seconds(lambda: [record(script) for script in virtual])
        what = f"recording {len(virtual)} virtual examples, {when} time"
        found = f"1/{real / taken:.0f}"
        row(f"{what}: {taken:.2f} s for {real:.1f} s", found, "1/20 at most")


def building() -> None:
    """A page, a changed line, and twice as many examples."""
    with copied_project() as copy:
        spent = processor_seconds(lambda: build(copy, "-E"))
        pages = len(pages_of(copy))
        what = f"building {pages} pages, start included: {spent:.1f} s of processor"
        row(what, f"{1000 * spent / pages:.0f} ms a page", "100 ms")
        script = copy / "examples" / "many_at_once" / "gather.py"
        text = script.read_text("utf-8")
        script.write_text(text.replace("import asyncio", "import asyncio  # now"))
        write = "looptape.library", "--base", "write"
        run(copy, *write, "many_at_once/gather")
        row(
            "building after a change of one line",
            f"{seconds(lambda: build(copy)):.2f} s",
            "1.5 s at most",
        )
        script.write_text(text)

        test = "pytest", "-q", "-n4", "tests/test_examples.py"
        actions: dict[str, Callable[[], object]] = {
            "recording": lambda: run(copy, *write),
            "testing": lambda: run(copy, *test),
            "building": lambda: build(copy, "-E"),
        }
        single = {name: seconds(action) for name, action in actions.items()}
        double(copy)
        for name, action in actions.items():
            both = seconds(action)
            what = f"{name} twice as many: {single[name]:.1f} s, then {both:.1f} s"
            row(what, f"{both / single[name]:.2f} times", "2 at most")
        more = processor_seconds(lambda: build(copy, "-E")) - spent
        extra = len(pages_of(copy)) - pages
        row("one page more", f"{1000 * more / extra:.0f} ms", "100 ms")


def pages_of(copy: Path) -> list[Path]:
    """The pages of a copy of the project."""
    return [*copy.glob("docs/**/*.rst"), *copy.glob("docs/**/*.md")]


def news() -> None:
    """The news scripts against a real server, in round trips of its delay."""
    command = ["news_server.py", "--port", "0", "--delay", str(DELAY)]
    server = subprocess.Popen(
        [sys.executable, *command],
        cwd=EXAMPLES / "web",
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert found, "the news server does not say where it listens"
        for name, trips, wanted in (
            ("get_news_async", 2, "1.15 at most"),
            ("get_news_sync", STORIES + 1, "about 1"),
        ):
            main = runpy.run_path(str(EXAMPLES / "web" / f"{name}.py"))["main"]

            def whole(main: Callable[..., object] = main) -> None:
                done = main(found[0], STORIES, 60)
                if asyncio.iscoroutine(done):
                    asyncio.run(done)

            with contextlib.redirect_stdout(io.StringIO()):
                taken = seconds(whole)
            what = f"{name}, {STORIES} stories: {taken:.2f} s"
            row(what, f"{taken / (trips * DELAY):.3f} x {trips} trips", wanted)
    finally:
        server.terminate()
        server.wait(timeout=10)


def weights() -> None:
    """What each page of the built site sends, compressed."""
    site = ROOT / "_build" / "html"
    found = {}
    for page in site.rglob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        links = [link["href"] for link in soup.select("link[rel~=stylesheet][href]")]
        links += [link["href"] for link in soup.select("link[rel~=icon][href]")]
        links += [script["src"] for script in soup.select("script[src]")]
        paths = {page, *(page.parent / urlsplit(str(link)).path for link in links)}
        weight = sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)
        found[page.relative_to(site).as_posix()] = weight
    for name, weight in sorted(found.items(), key=lambda item: -item[1])[:3]:
        row(f"weight of {name}", f"{weight / 1000:.1f} KB", "60 KB at most")


if __name__ == "__main__":
    recording()
    news()
    weights()
    building()
