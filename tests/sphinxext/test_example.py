"""The `example` directive and its domain, on tiny sites."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from cheatsheet.sphinxext import card, links
from cheatsheet.store.project import ROOT
from looptape.recording import Lane, Piece, Recording
from looptape.script import Script
from looptape.text.words import seconds

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
extensions = ["cheatsheet.sphinxext", "myst_parser", "sphinx.ext.intersphinx"]
intersphinx_mapping = {{"python": ("https://docs.python.org/3/", "python.inv")}}
exclude_patterns = ["_build"]
"""
INVENTORY = """# Sphinx inventory version 1
# Project: Python
# Version: 3
asyncio mod library/asyncio.html
asyncio.sleep function library/asyncio-task.html
"""
GATHER = '''# /// script
# requires-python = ">=3.11"
# ///
"""Run `say` twice at once.

Both start before either ends.
"""

import asyncio


async def say(name):
    await asyncio.sleep(1)
    print(f"<{name}>")


class Silent:
    pass


async def main():
    await asyncio.gather(say("A"), say("B"))


asyncio.run(main())
'''
CHAPTER = "many_at_once"
SHOW = {
    "rst": "Title\n=====\n\n.. example:: {}\n",
    "md": "# Title\n\n```{{example}} {}\n```\n",
}
ONLY = {
    "rst": "Title\n=====\n\n.. example:: {}\n   :only: {}\n",
    "md": "# Title\n\n```{{example}} {}\n:only: {}\n```\n",
}


class Site:
    """A site in a folder of its own, with one example and its recording."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self.write("conf.py", CONF)
        self.write("python.inv", INVENTORY)
        self.script("gather", GATHER)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def script(self, name: str, source: str) -> Recording:
        """Write an example, and a recording that fits it."""
        self.write(f"examples/{CHAPTER}/{name}.py", source)
        script = Script.read(self.folder / f"examples/{CHAPTER}/{name}.py")
        recording = Recording(
            script.key,
            script.digest,
            pythons=["3.11", "3.12", "3.13"],
            programs=[f"{name}.py"],
            lanes=[Lane("task", "A", "say()"), Lane("task", "B", "say()")],
            output=[Piece("<A>\n", 10**9, lane=0), Piece("<B>\n", 10**9, lane=1)],
        )
        self.record(name, recording)
        return recording

    def record(self, name: str, recording: Recording) -> None:
        self.write(f"recordings/{CHAPTER}/{name}.json", recording.to_json())

    def build(self, builder: str = "html", parallel: int = 0) -> SphinxTestApp:
        """Build the site; an earlier build's results are used."""
        app = SphinxTestApp(
            builder,
            srcdir=self.folder,
            builddir=self.folder / "_build",
            parallel=parallel,
        )
        app.build()
        app.cleanup()
        self.warnings = re.sub(
            r"\x1b\[[\d;]*m", "", app.warning.getvalue()
        ).splitlines()
        return app

    def html(self, page: str = "index") -> str:
        return (self.folder / f"_build/html/{page}.html").read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.parametrize("markup", ["rst", "md"])
def test_card_in_both_markups(site: Site, markup: str) -> None:
    site.write(f"index.{markup}", SHOW[markup].format(f"{CHAPTER}/gather"))

    app = site.build()

    assert site.warnings == []
    section = app.env.get_doctree("index")[0]
    assert (
        section[1].astext() == "Run say twice at once. Both start before either ends."
    )
    found = section[2]
    assert found["ids"] == ["example-gather"]
    header, code, run = found.children
    label, output, figure = run.children
    assert header.astext() == "gather.py (same on Python 3.11 to 3.13)"
    assert code.astext() == GATHER[GATHER.index("import") :].rstrip()
    assert code["highlight_args"] == {"linenostart": 9}
    assert label.astext() == "Output"
    assert output.astext() == "<A>\n<B>"
    assert output["rows"].count('class="example-row"') == 2
    assert figure["html"].startswith('<div class="tl-figure">')
    assert figure["table"] == ""  # This recording has no steps.


@pytest.mark.parametrize("markup", ["rst", "md"])
def test_only_shows_parts(site: Site, markup: str) -> None:
    text = SHOW[markup].format(f"{CHAPTER}/gather")
    text += "\n" + ONLY[markup].partition("\n\n")[2].format(
        f"{CHAPTER}/gather", "Silent, say"
    )
    text = text.replace(
        "Silent, say",
        "Silent, say\n   :no-output:"
        if markup == "rst"
        else "Silent, say\n:no-output:",
    )
    site.write(f"index.{markup}", text)

    app = site.build()

    assert site.warnings == []
    full, part = app.env.get_doctree("index").findall(card.example_card)
    blocks = list(part.findall(card.example_code))
    assert [block.astext().partition("\n")[0] for block in blocks] == [
        "class Silent:",
        "async def say(name):",
    ]
    assert [block["highlight_args"]["linenostart"] for block in blocks] == [17, 12]
    assert full["ids"]
    assert not part["ids"]
    assert list(full.findall(card.example_output))
    assert not list(part.findall(card.example_output))


def test_again_shows_the_card_that_links_do_not_lead_to(site: Site) -> None:
    again = f".. example:: {CHAPTER}/gather\n   :again:\n\n"
    site.write("index.rst", f"Title\n=====\n\n{again}:example:script:`gather`\n")
    site.write("other.rst", ":orphan:\n\n" + SHOW["rst"].format(f"{CHAPTER}/gather"))

    app = site.build()

    assert site.warnings == []
    section = app.env.get_doctree("index")[0]
    found = section[1]
    assert isinstance(found, card.example_card)
    assert found["runs"]
    assert not found["ids"]
    assert 'href="other.html#example-gather"' in site.html()


def stale(site: Site) -> None:
    site.write(f"examples/{CHAPTER}/gather.py", GATHER.replace("<", "["))


def missing(site: Site) -> None:
    (site.folder / f"recordings/{CHAPTER}/gather.json").unlink()


def unreadable(site: Site) -> None:
    site.write(f"recordings/{CHAPTER}/gather.json", '{"schema": 0}')


def broken_metadata(site: Site) -> None:
    text = GATHER.replace("# ///\n", '# [tool.looptape]\n# clock = "slow"\n# ///\n', 1)
    site.write(f"examples/{CHAPTER}/gather.py", text)


def no_companion(site: Site) -> None:
    text = GATHER.replace(
        "# ///\n", '# [tool.looptape]\n# companions = ["server.py"]\n# ///\n', 1
    )
    site.write(f"examples/{CHAPTER}/gather.py", text)


def nothing(site: Site) -> None:
    pass


FAULTS = {
    "stale": (
        stale,
        "gather",
        None,
        ["gather.json was made", "`nox -s record`"],
    ),
    "missing": (missing, "gather", None, ["gather.json is missing", "`nox -s record`"]),
    "unreadable": (
        unreadable,
        "gather",
        None,
        ["gather.json cannot", "`nox -s record`"],
    ),
    "metadata": (broken_metadata, "gather", None, ["gather.py: clock has to be"]),
    "companion": (no_companion, "gather", None, ["server.py: cannot be read"]),
    "script": (nothing, "scatter", None, ["scatter.py: cannot be read"]),
    "name": (
        nothing,
        "gather",
        "tell",
        ["gather.py: has no function or class 'tell'; it has say, Silent, main"],
    ),
}


@pytest.mark.parametrize("markup", ["rst", "md"])
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_warned_about(site: Site, markup: str, fault: str) -> None:
    spoil, name, only, expected = FAULTS[fault]
    spoil(site)
    text = SHOW if only is None else ONLY
    site.write(f"index.{markup}", text[markup].format(f"{CHAPTER}/{name}", only))

    site.build()

    place = f"{site.folder}/index.{markup}:{4 if markup == 'rst' else 3}"
    assert any(
        line.startswith(place) and all(words in line for words in expected)
        for line in site.warnings
    ), site.warnings
    assert "Title" in site.html()


@pytest.mark.parametrize("markup", ["rst", "md"])
def test_a_wrong_option_is_warned_about(site: Site, markup: str) -> None:
    text = ONLY[markup].format(f"{CHAPTER}/gather", "say,,main")
    site.write(f"index.{markup}", text)

    site.build()

    warnings = "\n".join(site.warnings)
    assert f"{site.folder}/index.{markup}:4: " in warnings
    assert "names of functions or classes, with commas between them" in warnings


def test_example_without_page(site: Site) -> None:
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    site.build()
    assert site.warnings == []

    # Nothing that Sphinx watches has changed: the new file is found all the same.
    site.script("wait", GATHER)
    site.build()
    warnings = "\n".join(site.warnings)

    assert (
        f"examples/{CHAPTER}/wait.py:1: WARNING: the example is on no page" in warnings
    )
    assert f".. example:: {CHAPTER}/wait" in warnings


def test_a_part_is_not_the_whole(site: Site) -> None:
    site.write("index.rst", ONLY["rst"].format(f"{CHAPTER}/gather", "say"))
    site.build()
    assert "the example is on no page" in site.warnings[0]


@pytest.mark.parametrize("page", ["index", "other"])
def test_example_shown_twice(site: Site, page: str) -> None:
    show = f".. example:: {CHAPTER}/gather\n"
    text = "Title\n=====\n\n.. toctree::\n\n   other\n\n"
    site.write("index.rst", text + (2 if page == "index" else 1) * f"{show}\n")
    site.write("other.rst", "Other\n=====\n\n" + (show if page == "other" else ""))

    site.build()

    assert len(site.warnings) == 1
    assert f"'{CHAPTER}/gather' is already on page 'index'" in site.warnings[0]
    assert f"{site.folder}/{page}.rst" in site.warnings[0]


def test_links_to_an_example(site: Site) -> None:
    site.script("wait", GATHER)
    shown = "".join(f".. example:: {CHAPTER}/{name}\n\n" for name in ["gather", "wait"])
    roles = f"""
:example:script:`gather` :example:script:`{CHAPTER}/wait`
:example:script:`words <gather>` :any:`gather` :example:script:`scatter`
:ref:`example-index`
"""
    site.write("index.rst", "Title\n=====\n\n" + shown + roles)

    app = site.build()

    assert len(site.warnings) == 1
    assert "no example is called scatter" in site.warnings[0]
    page = BeautifulSoup(site.html(), "html.parser")
    found = [
        (link["href"], link.get_text())
        for link in page.select('a.internal[href^="#example-"]')
    ]
    assert found == [
        ("#example-gather", "gather.py"),
        ("#example-wait", "wait.py"),
        ("#example-gather", "words"),
        ("#example-gather", "gather"),
    ]
    objects = list(app.env.domains["example"].get_objects())
    title = "Run `say` twice at once"
    assert objects[0] == (
        *(f"{CHAPTER}/gather", title, "script", "index", "example-gather", 1),
    )
    index = site.html("example-index")
    assert 'href="index.html#example-gather"' in index
    assert 'Run <code class="literal">say</code> twice at once' in index


def test_dependencies(site: Site) -> None:
    site.script("server", GATHER)
    recording = site.script(
        "gather",
        GATHER.replace(
            "# ///\n", '# [tool.looptape]\n# companions = ["server.py"]\n# ///\n', 1
        ),
    )
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    site.write("b.rst", ":orphan:\n\n" + SHOW["rst"].format(f"{CHAPTER}/server"))
    site.build()
    assert "&lt;A&gt;" in site.html()

    recording.output[0].text = "changed\n"
    site.record("gather", recording)
    site.build()
    assert site.warnings == []
    assert "changed" in site.html()

    site.write(f"examples/{CHAPTER}/server.py", GATHER + "# changed\n")
    site.build()
    warnings = "\n".join(site.warnings)
    assert "gather.json was made from another" in warnings
    assert "server.json was made from another" in warnings


def test_another_recording_for_one_python(site: Site) -> None:
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    recording = site.script("gather", GATHER)
    recording.pythons = ["3.11"]
    recording.output[0].step = 5
    site.record("gather.py311", recording)
    text = site.build().env.get_doctree("index").astext()
    assert "Python 3.11 takes different steps but prints the same." in text
    assert "Output on Python 3.11" not in text

    recording.output[0].text = "other\n"
    recording.output[0].step = None
    site.record("gather.py311", recording)
    text = site.build().env.get_doctree("index").astext()
    assert "Python 3.11 prints different lines." in text
    assert "Output on Python 3.11\n\nother" in text


def test_notes_and_ends(site: Site) -> None:
    source = GATHER.replace(
        "# ///\n",
        '# dependencies = ["aiohttp"]\n# [tool.looptape]\n# clock = "real"\n'
        '# because = "a child process"\n# companions = ["server.py"]\n# ///\n',
        1,
    )
    site.script("server", GATHER)
    recording = site.script("gather", source)
    recording.programs.append("server.py")
    recording.output = [Piece("ready\n", 0, program=1, stream="err")]
    recording.simulated = ["threads"]
    recording.ended = "deadlock"
    recording.error = "A waits for B"
    site.record("gather", recording)
    site.write(
        "index.rst",
        SHOW["rst"].format(f"{CHAPTER}/gather") + f"\n.. example:: {CHAPTER}/server\n",
    )

    app = site.build()

    assert site.warnings == []
    shown = next(app.env.get_doctree("index").findall(card.example_card))
    texts = shown.astext().split("\n\n")
    assert texts[1:5] == [
        "Needs aiohttp: uv run gather.py installs what it needs.",
        "Recorded together with server.py.",
        "Recorded on a real clock, with rounded times: a child process.",
        "Recorded with simulated threads, in virtual time.",
    ]
    assert texts[-6:-1] == [
        "Output",
        "(prints nothing)",
        "Output of server.py",
        "ready",
        "Deadlock: A waits for B",
    ]
    assert 'data-who="stderr"' in site.html()


def test_html(site: Site) -> None:
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather") + "\n\n:doc:`b`\n")
    site.write("b.rst", ":orphan:\n\nOther\n=====\n")

    site.build()

    page = site.html()
    assert '<span class="example-line" data-line="9">' in page
    assert (
        '<span class="example-row" data-at="1 s" data-who="A">&lt;A&gt;\n</span>'
        in page
    )
    assert (
        'href="https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep"'
        in page
    )
    assert f'href="examples/{CHAPTER}/gather.py" download="gather.py"' in page
    assert "card.css" in page
    assert "card.css" not in site.html("b")


@pytest.mark.parametrize(
    "builder", ["text", "latex", "epub", "man", "texinfo", "gettext"]
)
def test_other_builders(site: Site, builder: str) -> None:
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))

    site.build(builder)

    assert [line for line in site.warnings if "conf value" not in line] == []
    if builder == "text":
        text = (site.folder / "_build/text/index.txt").read_text(encoding="utf-8")
        assert "await asyncio.sleep(1)" in text
        assert "<B>" in text


def test_scripts_are_served(site: Site) -> None:
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    site.script("gone", GATHER)
    site.build()
    (site.folder / f"examples/{CHAPTER}/gone.py").unlink()
    site.build()

    out = site.folder / "_build/html"
    served = sorted(path.name for path in out.glob("examples/*/*"))
    assert served == ["gather.py"]
    assert (out / f"examples/{CHAPTER}/gather.py").read_text(encoding="utf-8") == GATHER
    with zipfile.ZipFile(out / "examples.zip") as archive:
        assert archive.namelist() == [f"examples/{CHAPTER}/gather.py"]
        assert archive.read(archive.namelist()[0]).decode() == GATHER


def test_builds_are_identical(site: Site) -> None:
    pages = [f"page{number}" for number in range(6)]
    site.write(
        "index.rst",
        "Title\n=====\n\n.. toctree::\n\n" + "".join(f"   {page}\n" for page in pages),
    )
    (site.folder / f"examples/{CHAPTER}/gather.py").unlink()
    for number, page in enumerate(pages):
        site.script(f"say{number}", GATHER)
        site.write(f"{page}.rst", SHOW["rst"].format(f"{CHAPTER}/say{number}"))
    trees = []
    for jobs in ["1", "4"]:
        out = site.folder / f"_build/{jobs}"
        command = [sys.executable, "-m", "sphinx", "-qnW", "-j", jobs, "-d"]
        command += [f"{out}-doctrees", str(site.folder), str(out)]
        subprocess.run(command, check=True, timeout=120)
        trees.append(
            {
                path.relative_to(out): path.read_bytes()
                for path in out.rglob("*")
                if path.is_file()
            }
        )
    assert trees[0] == trees[1]
    assert Path("examples.zip") in trees[0]


def test_a_decorator_is_one_link() -> None:
    """Pygments makes one piece of the sign and the first part of the name."""
    line = '<span class="nd">@types</span><span class="o">.</span>coroutine'
    linked = links.link(
        line, [(1, 1, 16, "types.coroutine")], {"types.coroutine": "there"}
    )
    assert linked == f'<a class="example-link" href="there">{line}</a>'
    assert links.link(line, [(1, 3, 16, "x")], {"x": "there"}) == line


def test_names_in_code() -> None:
    source = """import asyncio
from aiohttp import web
async def main(request: web.Request):
    async with asyncio.TaskGroup() as group:
        task = group.create_task(request.json())
    task.result()
    process = await asyncio.create_subprocess_exec("ls")
    await process.wait()
    twice = asyncio.Event()
    twice = asyncio.Lock()
    twice.set()
    print("é", asyncio.sleep, f"{asyncio.run}")
"""
    lines = source.splitlines()
    found = [
        (lines[line - 1][start:end], name)
        for line, start, end, name in links.names_of(ast.parse(source), source)
        if line > 2 and name != "asyncio"
    ]
    # Python 3.11 gives no positions inside f-strings.
    in_f_strings = [("asyncio.run", "asyncio.run")] * (sys.version_info >= (3, 12))
    assert found == [
        ("web.Request", "aiohttp.web.Request"),
        ("web", "aiohttp.web"),
        ("asyncio.TaskGroup", "asyncio.TaskGroup"),
        ("create_task", "asyncio.TaskGroup.create_task"),
        ("json", "aiohttp.web.Request.json"),
        ("result", "asyncio.Task.result"),
        ("asyncio.create_subprocess_exec", "asyncio.create_subprocess_exec"),
        ("wait", "asyncio.subprocess.Process.wait"),
        ("asyncio.Event", "asyncio.Event"),
        ("asyncio.Lock", "asyncio.Lock"),
        ("asyncio.sleep", "asyncio.sleep"),
        *in_f_strings,
    ]


def test_the_longest_known_name_is_linked() -> None:
    line = (
        '<span class="n">a</span><span class="o">.</span><span class="n">b</span> &lt;'
    )
    names = [(1, 0, 3, "a.b"), (1, 0, 1, "a")]
    both = links.link(line, names, {"a": "A", "a.b": "B"})
    assert both == f'<a class="example-link" href="B">{line[:-5]}</a> &lt;'
    short = links.link(line, names, {"a": "A"})
    assert short.startswith(
        '<a class="example-link" href="A"><span class="n">a</span></a>'
    )


def test_a_decorator_is_linked_with_its_sign() -> None:
    line = '<span class="nd">@a</span><span class="o">.</span><span class="n">b</span>'
    linked = links.link(line, [(1, 1, 4, "a.b")], {"a.b": "B"})
    assert linked == f'<a class="example-link" href="B">{line}</a>'


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 s"),
        (10**9, "1 s"),
        (25 * 10**7, "0.25 s"),
        (10**8, "0.1 s"),
        (12 * 10**6, "12 ms"),
        (1_500_000, "1.5 ms"),
        (2_000, "2 µs"),
        (7, "7 ns"),
        (60 * 10**9, "60 s"),
        (10_800_000_000, "10.8 s"),
        (1_234_567_890, "1.23 s"),
        (1000 * 10**9, "1000 s"),
    ],
)
def test_times_have_three_digits_at_most(ns: int, text: str) -> None:
    assert seconds(ns) == text


@pytest.mark.parametrize(
    ("pythons", "text"),
    [
        (["3.11"], "3.11"),
        (["3.11", "3.12"], "3.11 and 3.12"),
        (["3.9", "3.10", "3.11"], "3.9 to 3.11"),
        (["3.11", "3.13"], "3.11, 3.13"),
    ],
)
def test_pythons_in_words(pythons: list[str], text: str) -> None:
    assert card.spoken(pythons) == text


def test_a_part_begins_at_its_decorator(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text("import a\n\n\n@a.b\n@a.c\ndef d():\n    pass\n", encoding="utf-8")
    script = Script.read(path)
    assert card.passages_of(script, ["d"]) == [(4, "@a.b\n@a.c\ndef d():\n    pass")]
