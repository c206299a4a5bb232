"""The same cell in JupyterLite, on the same machine.

JupyterLite gets the site's own Pyodide. What its kernel installs at the start comes
from wheels of the exact versions that Pyodide's list names, because this machine serves
all of it. Its lightest page is measured, the console; an extension of the notebook
that complains there is of no matter.
"""

import hashlib
import json
import shutil
import subprocess
import time
from http.server import SimpleHTTPRequestHandler
from typing import Any
from urllib.parse import quote

from bench import press
from bench.figures import PYODIDE, ROOT, SITE, chromium, row, served
from tests.site.visitor import Handler

HOME = ROOT / "_build" / "jupyterlite"
RUNS = 5
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
PYODIDE_WHEELS = ("micropip", "ipython", "jedi", "packaging")
OTHER_WHEELS = ("comm==0.2.3",)

WATCH = """() => {
  window.marks = {};
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter') window.marks = {pressed: performance.now()};
  }, true);
  new MutationObserver(() => {
    const cells = document.querySelectorAll('.jp-CodeConsole-content .jp-CodeCell');
    const text = [...cells].at(-1)?.querySelector('.jp-Cell-outputArea')?.textContent;
    if (!text || !marks.pressed) return;
    if (text.includes('A starts')) marks.first ??= performance.now();
    if (text.includes("['A', 'B', 'C']")) marks.last ??= performance.now();
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def cell() -> str:
    """The code of `gather` as a notebook wants it: a loop runs there already."""
    text = (ROOT / "examples/many_at_once/gather.py").read_text("utf-8")
    return text.partition("if __name__")[0].rstrip() + "\n\n\nawait main()\n"


def make() -> None:
    """Build a JupyterLite that asks only this machine."""
    source, built = HOME / "source", HOME / "site"
    pyodide = source / "static" / "pyodide"
    shutil.rmtree(source, ignore_errors=True)
    shutil.rmtree(built, ignore_errors=True)
    pyodide.mkdir(parents=True)
    for name in PYODIDE:
        shutil.copy(ROOT / "node_modules" / "pyodide" / name, pyodide / name)
    lock = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))
    packages = lock["packages"]
    wanted: list[str] = []

    def want(name: str) -> None:
        name = name.lower().replace("_", "-")
        if name not in wanted:
            wanted.append(name)
            for other in packages[name]["depends"]:
                want(other)

    for name in PYODIDE_WHEELS:
        want(name)
    pins = [f"{name}=={packages[name]['version']}" for name in wanted]
    download = [str(HOME / "env/bin/python"), "-m", "pip", "download", "--quiet"]
    # The wheels are for Pyodide's Python, whatever this one is.
    download += ["--python-version=3.14", "--no-deps", "--only-binary=:all:", "--dest"]
    subprocess.run([*download, str(pyodide), *pins], check=True)
    subprocess.run([*download, str(source / "pypi"), *OTHER_WHEELS], check=True)
    for name in wanted:  # Pyodide's own builds of them have other hashes.
        wheel = pyodide / packages[name]["file_name"]
        packages[name]["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")

    settings = {
        "jupyter_lite_config.json": {
            "LiteBuildConfig": {"apps": ["repl"], "no_sourcemaps": True}
        },
        "jupyter-lite.json": {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "litePluginSettings": {KERNEL: {"disablePyPIFallback": True}}
            },
        },
    }
    for name, value in settings.items():
        (source / name).write_text(json.dumps(value), "utf-8")
    build = [str(HOME / "env/bin/jupyter"), "lite", "build", "--output-dir", str(built)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)


class Quiet(SimpleHTTPRequestHandler):
    """JupyterLite brings inline scripts: no policy of ours."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def run(page: Any) -> tuple[float, float]:
    """Run the cell; milliseconds until its first and its last line are there."""
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("window.marks.last", timeout=60_000)
    first, last = page.evaluate(
        "[marks.first - marks.pressed, marks.last - marks.pressed]"
    )
    return first, last


def measure() -> None:
    """Print the time of the same cell, in a loaded kernel and from nothing."""
    make()
    with chromium() as browser, served(SITE, Handler) as address:
        ours = press.warm(browser, address)
    with chromium() as browser, served(HOME / "site", Quiet) as address:
        page = browser.new_context().new_page()
        start = time.perf_counter()
        query = f"kernel=python&execute=0&code={quote(cell())}"
        page.goto(f"{address}/repl/index.html?{query}")
        ready = page.locator(".jp-CodeConsole-banner").get_by_text("Pyodide")
        ready.wait_for(timeout=120_000)
        loaded = time.perf_counter() - start
        page.evaluate(WATCH)
        times = []
        for number in range(RUNS):
            page.locator(".jp-CodeConsole-input .cm-content").click()
            if number:
                page.keyboard.insert_text(cell())
            times.append(run(page))
        page.context.close()
    first, last = (sorted(some)[RUNS // 2] for some in zip(*times, strict=True))
    row("JupyterLite: page opened until its kernel is ready", f"{loaded:.1f} s", "-")
    what = f"gather in a loaded JupyterLite: {last:.0f} ms to its last line"
    row(what, f"{last / ours:.0f} times", "20 at least")
    what = f"the same, to its first line: {first:.0f} ms"
    row(what, f"{first / ours:.1f} times", "-")
