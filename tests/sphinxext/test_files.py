"""What makes Sphinx read pages again: the code that draws them, and what it is in."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cheatsheet.sphinxext.files import DRAWING, code_digest
from cheatsheet.store.project import ROOT
from tests.sphinxext.tiny import CHAPTER, CONF, GATHER, SHOW, Site

LISTS = "\n.. example-summary::\n\n.. playground::\n\n.. probe-errors::\n"

# Tells after a build which modules of ours have drawn the pages.
TELL = """
def tell(app, exception):
    ours = [name for name in sys.modules if name.split(".")[0] in {packages}]
    for name in ours:
        print("module", sys.modules[name].__file__)


def setup(app):
    app.connect("build-finished", tell)
""".replace("{packages}", "{'cheatsheet', 'looptape'}")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of both packages, to be changed at will."""
    folder = tmp_path / "code"
    for name in ("cheatsheet", "looptape"):
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def build(site: Site) -> str:
    """Build the site with the copy of the code; return what Sphinx said."""
    command = [sys.executable, "-m", "sphinx", ".", "_build/html"]
    done = subprocess.run(
        command,
        cwd=site.folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def test_a_changed_word_in_the_code_is_on_the_page(tmp_path: Path, code: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("conf.py", CONF.replace(repr(str(ROOT)), repr(str(code))) + TELL)
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))

    said = build(site)
    assert "1 added, 0 changed" in said
    assert "same on Python" in site.html() and ">Output<" in site.html()
    # All code of ours that this ran is in the digest.
    paths = re.findall(r"(?m)^module (.*)$", said)
    drawing = {str(path) for pattern in DRAWING for path in code.glob(pattern)}
    assert len(paths) > 30 and set(paths) <= drawing

    assert "0 added, 0 changed" in build(site)
    replace(code / "cheatsheet/sphinxext/card.py", 'f"same {said}"', 'f"alike {said}"')
    build(site)
    assert "alike on Python" in site.html()
    replace(code / "looptape/timeline/output.py", 'f"Output', 'f"Printed')
    build(site)
    assert ">Printed<" in site.html()


def test_another_theme_or_python_draws_pages_again(
    tmp_path: Path, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    digests = {code_digest(code)}
    (tmp_path / "furo-1.dist-info").mkdir()
    digests.add(code_digest(code))
    (tmp_path / "furo-1.dist-info").rename(tmp_path / "furo-2.dist-info")
    digests.add(code_digest(code))
    monkeypatch.setattr(sys, "version", "3.99")
    digests.add(code_digest(code))
    assert len(digests) == 4
    assert code_digest(code) in digests


def test_lists_follow_what_other_pages_show(tmp_path: Path) -> None:
    site = Site(tmp_path)
    text = "Title\n=====\n\n.. example-summary::\n\n.. toctree::\n\n   play\n   many\n"
    site.write("index.rst", text)
    site.write("play.rst", "Play\n====\n\n.. playground::\n")
    site.write("many.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    site.build()
    assert "1 scripts, recorded on Python 3.11 to 3.13." in site.html()
    assert "Run `say` twice at once" in site.html("play")

    recording = site.script("gather", GATHER.replace("Run `say` twice", "Say it's on"))
    recording.pythons = ["3.11"]
    site.record("gather", recording)
    site.script("wait", GATHER)
    site.write("many.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    app = site.build()
    assert "1 scripts, recorded on Python 3.11." in site.html()
    assert "Say it\u2019s on at once" in site.html("play")
    assert "wait" not in site.html("play")  # It is on no page, which is warned about.
    assert "0 added, 2 changed" in app.status.getvalue()

    site.write("other.rst", ":orphan:\n\n" + SHOW["rst"].format(f"{CHAPTER}/wait"))
    site.build()
    assert "2 scripts" in site.html() and "wait.py" in site.html("play")
    assert site.warnings == []


def test_nothing_is_read_where_nothing_changed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather") + LISTS)
    assert "1 added, 0 changed" in site.build().status.getvalue()
    assert "0 added, 0 changed" in site.build().status.getvalue()
