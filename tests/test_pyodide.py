"""The virtual examples in the browser's Python, under node.

`nox -s pyodide` installs what this needs: node, Pyodide and the pure-Python
packages in `_build/pyodide`.
"""

import json
import subprocess
from pathlib import Path

import pytest

from looptape.library import REPAIR
from looptape.script import ROOT, all_scripts

PACKAGES = ROOT / "_build" / "pyodide"
# Loading the runtime takes seconds; every example after it takes milliseconds.
TIME_LIMIT = 170.0


def python_under_node(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert PACKAGES.exists(), "the packages are missing: run `nox -s pyodide`"
    command = ["node", "tests/pyodide.mjs", str(PACKAGES), *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )


@pytest.fixture(scope="module")
def verdicts() -> dict[str, str]:
    """What one run of the recorder says of each virtual example."""
    done = python_under_node("looptape.library", "check", "--virtual")
    lines = [line for line in done.stdout.splitlines() if line.startswith("3.14 ")]
    assert done.returncode in (0, 1), done.stderr
    return dict(line.removeprefix("3.14 ").split(": ", 1) for line in lines)


@pytest.mark.parametrize(
    "key",
    [script.key for script in all_scripts() if script.settings.clock == "virtual"],
)
def test_is_the_same_in_the_browsers_python(verdicts: dict[str, str], key: str) -> None:
    assert verdicts.get(key) == "same", f"{key}: {verdicts.get(key)}: {REPAIR}"


def test_node_knows_the_version_that_the_site_names() -> None:
    names = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    installed = ROOT / "node_modules" / "pyodide" / "package.json"
    assert json.loads(installed.read_text("utf-8"))["version"] == names["pyodide"]


def test_a_wrong_call_says_what_is_right() -> None:
    command = ["node", "tests/pyodide.mjs"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2 and done.stderr.startswith("usage: ")


def test_packages_are_pure() -> None:
    assert not list(Path(PACKAGES).rglob("*.so"))
