"""What is built of an example: links, files, other builders, the same twice."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.sphinxext.tiny import CHAPTER, GATHER, SHOW, Site


def test_links_to_an_example(tiny: Site) -> None:
    tiny.script("wait", GATHER)
    shown = "".join(f".. example:: {CHAPTER}/{name}\n\n" for name in ["gather", "wait"])
    roles = f"""
:example:script:`gather` :example:script:`{CHAPTER}/wait`
:example:script:`words <gather>` :any:`gather` :example:script:`scatter`
:ref:`example-index`
"""
    tiny.write("index.rst", "Title\n=====\n\n" + shown + roles)

    app = tiny.build()

    assert len(tiny.warnings) == 1
    assert "no example is called scatter" in tiny.warnings[0]
    page = BeautifulSoup(tiny.html(), "html.parser")
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
    index = tiny.html("example-index")
    assert 'href="index.html#example-gather"' in index
    assert 'Run <code class="literal">say</code> twice at once' in index


def test_dependencies(tiny: Site) -> None:
    tiny.script("server", GATHER)
    recording = tiny.script(
        "gather",
        GATHER.replace(
            "# ///\n", '# [tool.looptape]\n# companions = ["server.py"]\n# ///\n', 1
        ),
    )
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    tiny.write("b.rst", ":orphan:\n\n" + SHOW["rst"].format(f"{CHAPTER}/server"))
    tiny.build()
    assert "&lt;A&gt;" in tiny.html()

    recording.output[0].text = "changed\n"
    tiny.record("gather", recording)
    tiny.build()
    assert tiny.warnings == []
    assert "changed" in tiny.html()

    tiny.write(f"examples/{CHAPTER}/server.py", GATHER + "# changed\n")
    tiny.build()
    warnings = "\n".join(tiny.warnings)
    assert "gather.json was made from another" in warnings
    assert "server.json was made from another" in warnings


def test_html(tiny: Site) -> None:
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather") + "\n\n:doc:`b`\n")
    tiny.write("b.rst", ":orphan:\n\nOther\n=====\n")

    tiny.build()

    page = tiny.html()
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
    assert "card.css" not in tiny.html("b")


@pytest.mark.parametrize(
    "builder", ["text", "latex", "epub", "man", "texinfo", "gettext"]
)
def test_other_builders(tiny: Site, builder: str) -> None:
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))

    tiny.build(builder)

    assert [line for line in tiny.warnings if "conf value" not in line] == []
    if builder == "text":
        text = (tiny.folder / "_build/text/index.txt").read_text(encoding="utf-8")
        assert "await asyncio.sleep(1)" in text
        assert "<B>" in text


def test_scripts_are_served(tiny: Site) -> None:
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    tiny.script("gone", GATHER)
    tiny.build()
    (tiny.folder / f"examples/{CHAPTER}/gone.py").unlink()
    tiny.build()

    out = tiny.folder / "_build/html"
    served = sorted(path.name for path in out.glob("examples/*/*"))
    assert served == ["gather.py"]
    assert (out / f"examples/{CHAPTER}/gather.py").read_text(encoding="utf-8") == GATHER
    with zipfile.ZipFile(out / "examples.zip") as archive:
        assert archive.namelist() == [f"examples/{CHAPTER}/gather.py"]
        assert archive.read(archive.namelist()[0]).decode() == GATHER


def test_builds_are_identical(tiny: Site) -> None:
    pages = [f"page{number}" for number in range(6)]
    tiny.write(
        "index.rst",
        "Title\n=====\n\n.. toctree::\n\n" + "".join(f"   {page}\n" for page in pages),
    )
    (tiny.folder / f"examples/{CHAPTER}/gather.py").unlink()
    for number, page in enumerate(pages):
        tiny.script(f"say{number}", GATHER)
        tiny.write(f"{page}.rst", SHOW["rst"].format(f"{CHAPTER}/say{number}"))
    trees = []
    for jobs in ["1", "4"]:
        out = tiny.folder / f"_build/{jobs}"
        command = [sys.executable, "-m", "sphinx", "-qnW", "-j", jobs, "-d"]
        command += [f"{out}-doctrees", str(tiny.folder), str(out)]
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
