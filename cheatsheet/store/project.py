"""Where this project keeps its files: the only module that knows its folder."""

from pathlib import Path

from cheatsheet.store.folder import Store
from looptape.script import Script

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Store(ROOT)

BROWSER = (3, 14)  # The Python that pages run scripts on.


def all_scripts() -> list[Script]:
    """Every example of the project, found by a glob and sorted by path."""
    return PROJECT.scripts()


def all_probes() -> list[Script]:
    """Every probe of the project; `cheatsheet.store.probes` runs them."""
    return PROJECT.probes()
