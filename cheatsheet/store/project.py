"""Where this project keeps its files: the only module that knows its folders."""

from pathlib import Path

from looptape.script import Script

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
RECORDINGS = ROOT / "recordings"

BROWSER = (3, 14)  # The Python that pages run scripts on.


def is_probe(path: Path) -> bool:
    """Whether a file asks what each Python says of old idioms: no example itself."""
    return path.name.startswith("probe_")


def all_scripts() -> list[Script]:
    """Every example of the project, found by a glob and sorted by path."""
    paths = sorted(EXAMPLES.glob("*/*.py"))
    return [Script.read(path) for path in paths if not is_probe(path)]


def all_probes() -> list[Script]:
    """Every probe of the project; `cheatsheet.store.probes` runs them."""
    return [Script.read(path) for path in sorted(EXAMPLES.glob("*/probe_*.py"))]
