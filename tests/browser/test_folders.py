"""The folders of the page's code: who imports whom, and what is packed for it."""

import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

from cheatsheet.store.project import ROOT

BROWSER = ROOT / "browser"
IMPORT = re.compile(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"')
PACKED = json.loads((BROWSER / "build" / "packed.json").read_text("utf-8"))
# What the page's worker imports before or after a run.
ENTRIES = "import cheatsheet.browser.worker, looptape.timeline"


def imported(path: Path) -> set[str]:
    """The modules of `browser/` that one of its modules names, as `folder/name`."""
    found = set()
    for name in IMPORT.findall(path.read_text("utf-8")):
        if not name.endswith(".json"):  # Data, which Sphinx's side has.
            other = (path.parent / name).resolve().relative_to(BROWSER)
            found.add(str(other.with_suffix("")))
    return found


def graph() -> dict[str, set[str]]:
    modules = sorted(BROWSER.rglob("*.ts"))
    assert len(modules) > 20
    return {
        str(path.relative_to(BROWSER).with_suffix("")): imported(path)
        for path in modules
    }


def folder(module: str) -> str:
    return module.partition("/")[0]


def test_no_module_imports_itself_by_a_detour() -> None:
    TopologicalSorter(graph()).prepare()  # Raises CycleError, which names them.


def test_arrows_between_folders_lead_one_way() -> None:
    between: dict[str, set[str]] = {}
    for module, others in graph().items():
        own = between.setdefault(folder(module), set())
        own |= {folder(other) for other in others} - {folder(module)}
    TopologicalSorter(between).prepare()
    # All may use what is shared, and nothing leads from there.
    assert not between["shared"]
    arrows = {(a, b) for a, others in between.items() for b in others}
    assert {arrow for arrow in arrows if arrow[1] != "shared"} == {
        ("card", "editor"),
        ("card", "runner"),
        ("card", "sharing"),
        ("card", "stepper"),
        ("playground", "editor"),
        ("playground", "runner"),
        ("playground", "sharing"),
        ("runner", "stepper"),
        ("search", "paste"),
    }


def packed() -> dict[str, Path]:
    """Modules that `packed.json` puts into the page's archive, by dotted name."""
    found = {}
    for name in PACKED:
        for path in sorted((ROOT / name).glob("*.py")):
            stem = "" if path.stem == "__init__" else f".{path.stem}"
            if path.stem != "__main__":
                found[name.replace("/", ".") + stem] = path
    assert len(found) > 40
    return found


def test_all_that_is_packed_can_be_imported_from_the_archive(tmp_path: Path) -> None:
    modules = packed()
    for path in modules.values():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    code += "".join(f"import {name}\n" for name in modules)
    code += f"assert looptape.__file__.startswith({str(tmp_path)!r})"
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_packed_that_the_page_never_imports() -> None:
    code = f"{ENTRIES}\nimport sys; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=True
    )
    assert packed().keys() - set(done.stdout.split()) == set()
