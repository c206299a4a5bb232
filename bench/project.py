"""The project itself: recording, testing and building all of it."""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.figures import ROOT, row, seconds
from bench.plain import write_twin
from cheatsheet.store.folder import is_probe
from cheatsheet.store.project import PROJECT, all_scripts
from looptape.record.recorder import record

PARTS = ["examples", "recordings", "looptape", "cheatsheet", "docs", "tests"]
FILES = ["README.md", "conf.py", "pyproject.toml", "package.json", "requirements.txt"]
ROUNDS = 3  # Of builds that are compared.


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
    paths = [path for path in copy.glob("examples/*/*.py") if not is_probe(path)]
    twins = {path.stem: f"{path.stem}_twin" for path in paths}
    for path in paths:
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
    real = sum(PROJECT.expected(script).until for script in virtual) / 1e9
    # The first time, each imports what it needs, such as aiohttp.
    for when in ("first", "second"):
        taken = seconds(lambda: [record(script) for script in virtual])
        what = f"recording {len(virtual)} virtual examples, {when} time"
        found = f"1/{real / taken:.0f}"
        row(f"{what}: {taken:.2f} s for {real:.1f} s", found, "1/20 at most")


def building() -> None:
    """A page, a changed line, and twice as many examples."""
    with copied_project() as copy:
        spent, pages = processor_seconds(lambda: build(copy, "-E")), len(pages_of(copy))
        script = copy / "examples" / "many_at_once" / "gather.py"
        text = script.read_text("utf-8")
        script.write_text(text.replace("import asyncio", "import asyncio  # now"))
        write = "cheatsheet.store.recordings", "--base", "write"
        run(copy, *write, "many_at_once/gather")
        row(
            "building after a change of one line",
            f"{seconds(lambda: build(copy)):.2f} s",
            "1.5 s at most",
        )
        script.write_text(text)

        test = "pytest", "-q", "-n4", "tests/examples/test_examples.py"
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


def beside_plain_sphinx() -> None:
    """The same text and code, built with our extension and without."""
    with copied_project() as ours, tempfile.TemporaryDirectory() as folder:
        twin = Path(folder)
        write_twin(ours, twin)
        pages = len(pages_of(ours))
        names = {ours: "ours", twin: "plain Sphinx with the same theme"}
        spent = dict.fromkeys(names, float("inf"))
        # In turn, and the least of each: other work on the machine only adds.
        for place in list(names) * ROUNDS:
            taken = processor_seconds(lambda place=place: build(place, "-E"))
            spent[place] = min(spent[place], taken)
        for place, name in names.items():
            what = f"building {pages} pages, {name}: {spent[place]:.1f} s of processor"
            row(what, f"{1000 * spent[place] / pages:.0f} ms a page", "no limit")
        times = f"{spent[ours] / spent[twin]:.2f} times"
        row("the same, ours beside plain", times, "1.6 at most")


def pages_of(copy: Path) -> list[Path]:
    """The pages of a copy of the project."""
    return [*copy.glob("docs/**/*.rst"), *copy.glob("docs/**/*.md")]
