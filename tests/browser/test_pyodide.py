"""The virtual examples in the browser's Python, under node.

`nox -s pyodide` installs what this needs: node, Pyodide and the pure-Python
packages in `_build/pyodide`.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cheatsheet.browser import refusals
from cheatsheet.store.folder import REPAIR
from cheatsheet.store.project import BROWSER, ROOT, all_probes, all_scripts

PACKAGES = ROOT / "_build" / "pyodide"
VIRTUAL = [script for script in all_scripts() if script.settings.clock == "virtual"]
PYODIDE = ["node", "--single-threaded", "tests/browser/pyodide.mjs"]
# Loading the runtime takes seconds; every example after it takes milliseconds.
TIME_LIMIT = 170.0


def python_under_node(
    *arguments: str, package: str = "pyodide"
) -> subprocess.CompletedProcess[str]:
    assert PACKAGES.exists(), "the packages are missing: run `nox -s pyodide`"
    command = [*PYODIDE, str(PACKAGES), *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYODIDE": package},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )


def verdicts(version: str, *, package: str) -> dict[str, str]:
    """What one run of the recorder says of each virtual example."""
    done = python_under_node(
        "cheatsheet.store.recordings", "check", "--virtual", package=package
    )
    start = f"{version} "
    lines = [line for line in done.stdout.splitlines() if line.startswith(start)]
    assert done.returncode in (0, 1), done.stderr
    return dict(line.removeprefix(start).split(": ", 1) for line in lines)


@pytest.fixture(scope="module")
def browsers() -> dict[str, str]:
    return verdicts("3.14", package="pyodide")


@pytest.fixture(scope="module")
def newer() -> dict[str, str]:
    return verdicts("3.15", package="pyodide-next")


@pytest.mark.parametrize("key", [one.key for one in VIRTUAL if one.oldest <= BROWSER])
def test_is_the_same_in_the_browsers_python(browsers: dict[str, str], key: str) -> None:
    assert browsers.get(key) == "same", f"{key}: {browsers.get(key)}: {REPAIR}"


@pytest.mark.parametrize("key", [one.key for one in VIRTUAL])
def test_is_the_same_in_the_next_python(newer: dict[str, str], key: str) -> None:
    assert newer.get(key) == "same", f"{key}: {newer.get(key)}: {REPAIR}"


@pytest.mark.parametrize("package", ["pyodide", "pyodide-next"])
def test_probes_say_what_was_recorded(package: str) -> None:
    done = python_under_node("cheatsheet.store.probes", "check", package=package)
    found = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert found == ["same"] * len(all_probes()), done.stdout + done.stderr


def test_node_knows_the_version_that_the_site_names() -> None:
    names = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    installed = ROOT / "node_modules" / "pyodide" / "package.json"
    assert json.loads(installed.read_text("utf-8"))["version"] == names["pyodide"]
    # The first number of a version is that of its Python: 314 for 3.14.
    assert names["pyodide"].startswith("{}{}.".format(*BROWSER))


def test_a_wrong_call_says_what_is_right() -> None:
    done = subprocess.run(
        PYODIDE, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 2 and done.stderr.startswith("usage: ")


def test_packages_are_pure() -> None:
    assert not list(Path(PACKAGES).rglob("*.so"))


def programs(*texts: str) -> list[dict[str, Any]]:
    """What the page's worker makes of each program, in one interpreter."""
    done = python_under_node("tests.browser.programs", *texts)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_browsers_loop_is_out_of_reach() -> None:
    task = "import asyncio\nasync def ghost(): print('ghost')\n"
    asking = task + "asyncio.get_event_loop().create_task(ghost())"
    setting = "import asyncio; asyncio.set_event_loop(asyncio.new_event_loop())"
    old = "import asyncio as a; a.get_event_loop().run_until_complete(a.sleep(0))"
    results = programs(asking, old, setting, old, setting + "\n" + old, old)
    told = "RuntimeError: There is no current event loop in thread 'MainThread'."
    errors = [result["error"] for result in results]
    assert errors == [told, told, None, told, None, told]
    assert not any(result["left"] for result in results)
    printed = "".join(result["text"] for result in results).splitlines()
    assert "ghost" not in printed


def test_what_pyodide_lacks_is_told_as_such() -> None:
    texts = {
        f"{module}.{name}": f"import {module}; {module}.{name}"
        for module, names in refusals.PARTS.items()
        for name in names.split()
    }
    for part, result in zip(texts, programs(*texts.values()), strict=True):
        assert result["ended"] == "refused", (part, result)
        assert f"needs `{part}`, which a browser" in result["error"]


def test_tasks_that_wait_for_each_other_do_not_break_python() -> None:
    text = """
import asyncio
async def main():
    async def one(): await tasks[1]
    async def other(): await tasks[0]
    tasks = [asyncio.create_task(one()), asyncio.create_task(other())]
    await tasks[0]
asyncio.run(main())
"""
    stuck, after = programs(text, "print('after')")
    assert (stuck["ended"], stuck["serves"]) == ("deadlock", False)
    assert after["text"] == "after\n"
