"""A site in a folder of its own, with one example."""

import re
from pathlib import Path

from sphinx.testing.util import SphinxTestApp

from cheatsheet.store.project import ROOT
from looptape.recording import Lane, Piece, Recording
from looptape.script import Script

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
